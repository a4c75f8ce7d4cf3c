import "@xyflow/react/dist/style.css";
import "@/components/graph/canvas.css";
import { Background, Controls, ReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { ReadOnlyAnnotation } from "@/components/graph/ReadOnlyAnnotation";
import type { Definition } from "@/lib/api/types";
import { drawnAnnotations } from "@/lib/graph/drawn-annotations";
import { Geometry } from "@/lib/graph/geometry";
import { showOpening, WHOLE } from "@/lib/graph/opening-view";
import { messages } from "@/lib/messages";
import { useRunView } from "../run-view";
import type { NodeOutcome } from "@/lib/graph/outcomes";
import { toRunEdges, toRunNodes } from "./run-elements";
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
  definitions: ReadonlyMap<string, Definition>;
  selectedKey: string | null;
  onSelect: (key: string | null) => void;
}

/** The run over the graph of the version it ran. */
export function RunCanvas({ outcomes, definitions, selectedKey, onSelect }: Props) {
  const { graph, execution, collapsed } = useRunView();
  const drawing = useMemo(
    () => ({ graph, status: execution.status, outcomes, collapsed }),
    [graph, execution.status, outcomes, collapsed],
  );
  const nodes = useMemo(
    () => toRunNodes(drawing, definitions, selectedKey),
    [drawing, definitions, selectedKey],
  );
  const annotations = useMemo(() => drawnAnnotations(new Geometry(graph, collapsed)), [graph, collapsed]);
  const all = useMemo(() => [...annotations, ...nodes], [annotations, nodes]);
  const edges = useMemo(() => toRunEdges(drawing), [drawing]);
  return (
    <ReactFlow
      nodes={all}
      edges={edges}
      nodeTypes={nodeTypes}
      onNodesChange={(changes) => {
        const picked = changes.find((change) => change.type === "select" && change.selected);
        if (picked && "id" in picked) onSelect(graph.nodes.find(({ id }) => id === picked.id)?.key ?? null);
      }}
      onPaneClick={() => onSelect(null)}
      onlyRenderVisibleElements
      nodesConnectable={false}
      nodesDraggable={false}
      deleteKeyCode={null}
      onInit={showOpening}
      ariaLabelConfig={CONTROLS}
      minZoom={0.05}
      aria-label={messages.canvas.label}
    >
      <Background gap={16} size={1.2} />
      <Controls showInteractive={false} fitViewOptions={WHOLE} />
    </ReactFlow>
  );
}
