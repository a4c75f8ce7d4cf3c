import { type Connection, type Edge, type EdgeChange, SelectionMode, useReactFlow } from "@xyflow/react";
import { type DragEvent, useCallback, useMemo, useState } from "react";
import { GraphCanvas } from "@/components/graph/GraphCanvas";
import { GraphMiniMap } from "@/components/graph/GraphMiniMap";
import { familyOf } from "@/lib/graph/family";
import { seedOf } from "@/lib/graph/fresh-node";
import { acceptsInput } from "@/lib/graph/handles";
import { Geometry, NODE_SIZE } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { notifyInfo } from "@/lib/notify";
import { useBuilder, useBuilderContext } from "../state/context";
import { TestBar } from "../testing/TestBar";
import { useTestMarks } from "../testing/use-test-marks";
import { addNode, connect, connectionFault } from "../state/commands";
import { DRAG_TYPE } from "../palette/drag";
import { AnnotationNode } from "./AnnotationNode";
import { BuilderNode } from "./BuilderNode";
import { CanvasControls } from "./CanvasControls";
import { OthersSelections } from "./OthersSelections";
import { EmptyCanvas } from "./EmptyCanvas";
import { createFlowEdges } from "./flow-elements";
import { QuickAdd } from "./QuickAdd";
import type { CanvasNode } from "./use-annotation-nodes";
import { useFlowNodes } from "./use-flow-nodes";
import { useQuickAdd } from "./use-quick-add";

const nodeTypes = { builder: BuilderNode, annotation: AnnotationNode };
const SNAP: [number, number] = [8, 8];
const FAMILY_COLOR = { trigger: "var(--sw-trigger)", logic: "var(--sw-logic)", action: "var(--sw-action)" };
const MINIMAP_FROM = 12;

function minimapColor(node: CanvasNode): string | null {
  if (node.type === "annotation") return node.data.annotation.kind === "note" ? "var(--sw-border)" : null;
  return node.data.body?.open ? null : FAMILY_COLOR[familyOf(node.data.node)];
}

/** One element for all renders of the canvas, of which there is one at every move that drags something. */
const TOOLS = (
  <>
    <TestBar />
    <OthersSelections />
    <CanvasControls />
  </>
);

export function Canvas() {
  const { store, definitions } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const { flowNodes, geometry, ...nodeEvents } = useFlowNodes();
  const quickAdd = useQuickAdd();
  const { edges: testedEdges } = useTestMarks();
  const selectedEdges = useBuilder((state) => state.selection.edges);
  const nodeCount = useBuilder((state) => state.document.graph.nodes.length);
  // On an empty canvas the first node stays where it is dropped.
  const [openedWithNodes] = useState(nodeCount > 0);
  const [toFlowEdges] = useState(createFlowEdges);
  const flowEdges = useMemo(
    () => toFlowEdges(geometry, selectedEdges, testedEdges),
    [toFlowEdges, geometry, selectedEdges, testedEdges],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<Edge>[]) => {
      const { selection, select } = store.getState();
      const next = new Set(selection.edges);
      for (const change of changes) {
        if (change.type !== "select") continue;
        if (change.selected) next.add(change.id);
        else next.delete(change.id);
      }
      select(selection.nodes, next);
    },
    [store],
  );

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      const { document, edit } = store.getState();
      const fault = connectionFault(document.graph, source, target);
      if (fault === "cycle" || fault === "border") notifyInfo(messages.builder[fault]);
      edit(connect(source, sourceHandle ?? "out", target));
    },
    [store],
  );

  const isValidConnection = useCallback(
    ({ source, target }: Connection | Edge) => {
      const node = store.getState().document.graph.nodes.find(({ id }) => id === target);
      return source !== target && node !== undefined && acceptsInput(node);
    },
    [store],
  );

  const onDrop = (event: DragEvent) => {
    const definition = definitions.get(event.dataTransfer.getData(DRAG_TYPE));
    if (!definition) return;
    event.preventDefault();
    const pointer = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const corner = { x: pointer.x - NODE_SIZE.width / 2, y: pointer.y - NODE_SIZE.height / 2 };
    const { document, collapsed, edit, placed } = store.getState();
    const geometry = new Geometry(document.graph, collapsed);
    const parent = definition.kind === "trigger" ? undefined : geometry.containerAt(pointer)?.id;
    const position = geometry.fromAbsolute(corner, parent);
    const { id, command } = addNode(seedOf(definition), { position, parent });
    edit(command);
    placed(id);
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  };

  return (
    <GraphCanvas
      nodes={flowNodes}
      edges={flowEdges}
      nodeTypes={nodeTypes}
      {...nodeEvents}
      onEdgesChange={onEdgesChange}
      onConnect={onConnect}
      onConnectEnd={quickAdd.onConnectEnd}
      onDoubleClick={quickAdd.onDoubleClick}
      onNodeDoubleClick={(_, { id, type }) => {
        if (type === "builder") store.getState().showDetail(id);
      }}
      zoomOnDoubleClick={false}
      isValidConnection={isValidConnection}
      onDrop={onDrop}
      onDragOver={onDragOver}
      elevateNodesOnSelect={false}
      opening={openedWithNodes}
      maxZoom={2}
      snapToGrid
      snapGrid={SNAP}
      selectionMode={SelectionMode.Partial}
      multiSelectionKeyCode={["Meta", "Control", "Shift"]}
      connectionRadius={28}
      aria-label={messages.canvas.label}
    >
      {nodeCount >= MINIMAP_FROM ? <GraphMiniMap nodes={flowNodes} colorOf={minimapColor} /> : null}
      {quickAdd.asked ? (
        <QuickAdd
          at={quickAdd.asked.at}
          follows={quickAdd.asked.after !== null}
          onPick={quickAdd.pick}
          onClose={quickAdd.close}
        />
      ) : null}
      {TOOLS}
      {nodeCount === 0 ? <EmptyCanvas /> : null}
    </GraphCanvas>
  );
}
