import { SelectionMode } from "@xyflow/react";
import { type PointerEvent, useMemo, useState } from "react";
import { GraphCanvas } from "@/components/graph/GraphCanvas";
import { GraphMiniMap, MINIMAP_FROM } from "@/components/graph/GraphMiniMap";
import { familyOf } from "@/lib/graph/family";
import { GRID } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { useBuilder, useBuilderContext, useSelectedNode } from "../state/context";
import { TestBar } from "../testing/TestBar";
import { useTestMarks } from "../testing/use-test-marks";
import { AlignmentGuides } from "./AlignmentGuides";
import { AnnotationNode } from "./AnnotationNode";
import { BuilderNode } from "./BuilderNode";
import { CanvasControls } from "./CanvasControls";
import { OthersSelections } from "./OthersSelections";
import { ContextMenu } from "./ContextMenu";
import { withStates } from "./edge-states";
import { EdgeInsert, useHoveredEdge } from "./EdgeInsert";
import { EmptyCanvas } from "./EmptyCanvas";
import { createFlowEdges } from "./flow-elements";
import { QuickAdd } from "./QuickAdd";
import { SelectionBar } from "./SelectionBar";
import type { CanvasNode } from "./use-annotation-nodes";
import { useContextMenu } from "./use-context-menu";
import { useFlowNodes } from "./use-flow-nodes";
import { useFollowArrived } from "./use-follow-arrived";
import { unmarkText, useMarquee } from "./use-marquee";
import { usePaletteDrop } from "./use-palette-drop";
import { useQuickAdd } from "./use-quick-add";
import { useResizeKeys } from "./use-resize-keys";
import { useSplice } from "./use-splice";
import { useWiring } from "./use-wiring";

const nodeTypes = { builder: BuilderNode, annotation: AnnotationNode };
const SNAP: [number, number] = [GRID, GRID];
const FAMILY_COLOR = { trigger: "var(--sw-trigger)", logic: "var(--sw-logic)", action: "var(--sw-action)" };
const NONE: ReadonlySet<string> = new Set();

function minimapColor(node: CanvasNode): string | null {
  if (node.type === "annotation") return node.data.annotation.kind === "note" ? "var(--sw-border)" : null;
  return node.data.body?.open ? null : FAMILY_COLOR[familyOf(node.data.node)];
}

/** One element for all renders of the canvas, of which there is one at every move that drags something. */
const TOOLS = (
  <>
    <TestBar />
    <OthersSelections />
    <SelectionBar />
    <CanvasControls />
  </>
);

export function Canvas() {
  const { store } = useBuilderContext();
  const { selecting, ...marquee } = useMarquee();
  const splice = useSplice();
  const { flowNodes, geometry, guides, events: nodeEvents } = useFlowNodes(splice, selecting);
  const quickAdd = useQuickAdd();
  const { edges: testedEdges } = useTestMarks();
  const selectedEdges = useBuilder((state) => state.selection.edges);
  const nodeCount = useBuilder((state) => state.document.graph.nodes.length);
  // On an empty canvas the first node stays where it is dropped.
  const openAt = useSelectedNode()?.id ?? null;
  const [openedWithNodes] = useState(nodeCount > 0);
  const { hovered, enter, leave, stay } = useHoveredEdge();
  const menu = useContextMenu();
  const drop = usePaletteDrop(splice);
  const wiring = useWiring(quickAdd.onConnectEnd);
  const resizeByKeys = useResizeKeys();
  useFollowArrived();
  const [toFlowEdges] = useState(createFlowEdges);
  const plainEdges = useMemo(
    () => toFlowEdges(geometry, NONE, testedEdges),
    [toFlowEdges, geometry, testedEdges],
  );
  const hoveredId = hovered?.id ?? null;
  const { receiving } = splice;
  const flowEdges = useMemo(
    () => withStates(plainEdges, { selected: selectedEdges, hovered: hoveredId, receiving }),
    [plainEdges, selectedEdges, hoveredId, receiving],
  );
  const hoveredEdge = hovered && flowEdges.find(({ id }) => id === hovered.id);

  // React Flow keeps a press on the canvas from those who wait for one outside of them.
  const beginOnCanvas = ({ currentTarget, target }: PointerEvent<HTMLElement>) => {
    if (!(target instanceof Node) || !currentTarget.contains(target)) return;
    unmarkText(target);
    menu.close();
    quickAdd.close();
  };

  return (
    <GraphCanvas
      nodes={flowNodes}
      edges={flowEdges}
      nodeTypes={nodeTypes}
      {...nodeEvents}
      {...wiring}
      {...marquee}
      {...drop}
      onEdgeMouseEnter={enter}
      onEdgeMouseLeave={leave}
      onContextMenu={menu.onContextMenu}
      onPointerDownCapture={beginOnCanvas}
      onKeyDownCapture={resizeByKeys}
      onDoubleClick={quickAdd.onDoubleClick}
      onNodeDoubleClick={(_, { id, type }) => {
        if (type === "builder") store.getState().showDetail(id);
      }}
      zoomOnDoubleClick={false}
      elevateNodesOnSelect={false}
      opening={openedWithNodes}
      openAt={openAt}
      maxZoom={2}
      snapGrid={SNAP}
      selectionMode={SelectionMode.Partial}
      multiSelectionKeyCode={["Meta", "Control", "Shift"]}
      connectionRadius={28}
      reconnectRadius={16}
      aria-label={messages.canvas.label}
    >
      {nodeCount >= MINIMAP_FROM ? <GraphMiniMap nodes={flowNodes} colorOf={minimapColor} /> : null}
      {quickAdd.asked ? (
        <QuickAdd asked={quickAdd.asked} onPick={quickAdd.pick} onClose={quickAdd.close} />
      ) : null}
      {menu.asked ? <ContextMenu asked={menu.asked} onAsk={quickAdd.ask} onClose={menu.leave} /> : null}
      {hovered && hoveredEdge ? (
        <EdgeInsert
          hovered={hovered}
          labelled={hoveredEdge.label !== undefined}
          onInsert={(on, at) => quickAdd.ask({ after: null, on, at })}
          onStay={stay}
          onLeave={leave}
        />
      ) : null}
      <AlignmentGuides guides={guides} />
      {TOOLS}
      {nodeCount === 0 ? <EmptyCanvas /> : null}
    </GraphCanvas>
  );
}
