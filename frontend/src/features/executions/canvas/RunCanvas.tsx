import "@xyflow/react/dist/style.css";
import "@/components/graph/canvas.css";
import { Background, Controls, ReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import type { Definition, Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { type NodeOutcome, toRunEdges, toRunNodes } from "./run-elements";
import { RunNode } from "./RunNode";

const nodeTypes = { run: RunNode };

interface Props {
  execution: Execution;
  outcomes: ReadonlyMap<string, NodeOutcome>;
  definitions: ReadonlyMap<string, Definition>;
  selectedKey: string | null;
  onSelect: (key: string | null) => void;
}

/** The run over the graph of the version it ran. */
export function RunCanvas({ execution, outcomes, definitions, selectedKey, onSelect }: Props) {
  const nodes = useMemo(
    () => toRunNodes(execution, outcomes, definitions, selectedKey),
    [execution, outcomes, definitions, selectedKey],
  );
  const edges = useMemo(() => toRunEdges(execution, outcomes), [execution, outcomes]);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      onNodesChange={(changes) => {
        const picked = changes.find((change) => change.type === "select" && change.selected);
        if (picked && "id" in picked)
          onSelect(execution.graph.nodes.find(({ id }) => id === picked.id)?.key ?? null);
      }}
      onPaneClick={() => onSelect(null)}
      onlyRenderVisibleElements
      nodesConnectable={false}
      nodesDraggable={false}
      deleteKeyCode={null}
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.08 }}
      minZoom={0.05}
      aria-label={messages.canvas.label}
    >
      <Background gap={16} size={1.2} />
      <Controls showInteractive={false} aria-label={messages.canvas.fit} />
    </ReactFlow>
  );
}
