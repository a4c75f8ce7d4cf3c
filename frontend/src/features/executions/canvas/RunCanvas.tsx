import { Controls, type Edge } from "@xyflow/react";
import { useMemo, useState } from "react";
import { GraphCanvas } from "@/components/graph/GraphCanvas";
import { GraphMiniMap, MINIMAP_FROM } from "@/components/graph/GraphMiniMap";
import { ReadOnlyAnnotation } from "@/components/graph/ReadOnlyAnnotation";
import type { Definition } from "@/lib/api/types";
import { drawnAnnotations } from "@/lib/graph/drawn-annotations";
import { geometryOf } from "@/lib/graph/geometry";
import { createKeeper } from "@/lib/graph/keep";
import { READABLE_ZOOM, WHOLE } from "@/lib/graph/opening-view";
import { messages } from "@/lib/messages";
import { useRunView } from "../run-view";
import { failedRun, type NodeOutcome } from "@/lib/graph/outcomes";
import { sameFields } from "@/lib/same";
import { KeepInView } from "./KeepInView";
import { miniMapColor } from "./mini-map-color";
import { type RunFlowNode, sameRunNode, toRunEdges, toRunNodes } from "./run-elements";
import { RunNode } from "./RunNode";

const nodeTypes = { run: RunNode, annotation: ReadOnlyAnnotation };
/** The names that the builder's controls have. */
const CONTROLS = {
  "controls.ariaLabel": messages.canvas.controls,
  "controls.zoomIn.ariaLabel": messages.actions.zoomIn,
  "controls.zoomOut.ariaLabel": messages.actions.zoomOut,
  "controls.fitView.ariaLabel": messages.canvas.fit,
};

interface Props {
  outcomes: ReadonlyMap<string, NodeOutcome>;
  /** The keys of the nodes that the run ended before. */
  unreached: ReadonlySet<string>;
  definitions: ReadonlyMap<string, Definition>;
  selectedKey: string | null;
  /** The node that was selected elsewhere than here, which is brought into view. */
  soughtKey: string | null;
  onSelect: (key: string | null) => void;
}

/** The run over the graph of the version it ran. */
export function RunCanvas(props: Props) {
  const { execution, graph, status, collapsed, playback, waits } = useRunView();
  const { outcomes, unreached, definitions, selectedKey, soughtKey, onSelect } = props;
  const { timezone } = execution;
  const drawing = useMemo(
    () => ({ graph, status, outcomes, collapsed, waits, timezone, unreached }),
    [graph, status, outcomes, collapsed, waits, timezone, unreached],
  );
  const current = playback.following ? null : (playback.moments[playback.index]?.run.key ?? null);
  const failed = execution.error ? failedRun(execution.nodes)?.key : undefined;
  const openAt = current ?? selectedKey ?? failed;
  const [keepNodes] = useState(() => createKeeper<RunFlowNode>(sameRunNode));
  const [keepEdges] = useState(() => createKeeper<Edge>(sameFields));
  const nodes = useMemo(
    () => keepNodes(toRunNodes(drawing, definitions, selectedKey, current)),
    [keepNodes, drawing, definitions, selectedKey, current],
  );
  const annotations = useMemo(() => drawnAnnotations(geometryOf(graph, collapsed)), [graph, collapsed]);
  const all = useMemo(() => [...annotations, ...nodes], [annotations, nodes]);
  const edges = useMemo(() => keepEdges(toRunEdges(drawing)), [keepEdges, drawing]);
  return (
    <GraphCanvas
      nodes={all}
      edges={edges}
      nodeTypes={nodeTypes}
      onNodesChange={(changes) => {
        const picked = changes.find((change) => change.type === "select" && change.selected);
        if (picked && "id" in picked) onSelect(graph.nodes.find(({ id }) => id === picked.id)?.key ?? null);
      }}
      onPaneClick={() => onSelect(null)}
      openAt={graph.nodes.find(({ key }) => key === openAt)?.id ?? null}
      nodesConnectable={false}
      nodesDraggable={false}
      ariaLabelConfig={CONTROLS}
      aria-label={messages.canvas.label}
    >
      <KeepInView nodeKey={current} />
      <KeepInView nodeKey={soughtKey} minZoom={READABLE_ZOOM} />
      {graph.nodes.length >= MINIMAP_FROM ? <GraphMiniMap nodes={all} colorOf={miniMapColor} /> : null}
      <Controls showInteractive={false} fitViewOptions={WHOLE} />
    </GraphCanvas>
  );
}
