import type { Edge, Node } from "@xyflow/react";
import type { Definition, Execution, GraphNode, NodeRun } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { handleBounds } from "@/lib/graph/handle-bounds";
import { NODE_SIZE } from "@/lib/graph/layout";
import { messages } from "@/lib/messages";

/** How one node went: its runs in order (attempts and iterations), and what the last of them says. */
export interface NodeOutcome {
  runs: readonly NodeRun[];
  last: NodeRun;
}

export type RunFlowNode = Node<
  { node: GraphNode; definition: Definition | undefined; outcome: NodeOutcome | undefined; ended: boolean },
  "run"
>;

/** Node runs by node key, attempts in order. */
export function outcomesOf(runs: readonly NodeRun[]): Map<string, NodeOutcome> {
  const outcomes = new Map<string, NodeOutcome>();
  for (const run of runs) {
    outcomes.set(run.key, { runs: [...(outcomes.get(run.key)?.runs ?? []), run], last: run });
  }
  return outcomes;
}

export function toRunNodes(
  { graph, status }: Execution,
  outcomes: ReadonlyMap<string, NodeOutcome>,
  definitions: ReadonlyMap<string, Definition>,
  selectedKey: string | null,
): RunFlowNode[] {
  return graph.nodes.map((node) => {
    const outcome = outcomes.get(node.key);
    const state = messages.nodeStatus[outcome?.last.status ?? "pending"];
    return {
      id: node.id,
      type: "run",
      position: node.position,
      ...NODE_SIZE,
      measured: NODE_SIZE,
      handles: handleBounds(node.type),
      selected: node.key === selectedKey,
      draggable: false,
      data: { node, definition: definitionOf(node, definitions), outcome, ended: status !== "running" },
      ariaLabel: messages.canvas.nodeLabel(node.name || node.key, state),
    };
  });
}

/** Lit where the run went, faint where an ended run did not go. */
export function toRunEdges({ graph, status }: Execution, outcomes: ReadonlyMap<string, NodeOutcome>): Edge[] {
  const keys = new Map(graph.nodes.map(({ id, key }) => [id, key]));
  return graph.edges.map(({ id, source, source_handle, target }) => {
    const from = outcomes.get(keys.get(source) ?? "")?.last;
    const done = from?.status === "succeeded" || from?.status === "failed";
    // Nodes with one way out record none.
    const way = from?.handle ?? (from?.status === "succeeded" ? "out" : null);
    const taken = done && way === source_handle;
    const into = outcomes.get(keys.get(target) ?? "")?.last.status;
    const dead = (done && !taken) || from?.status === "skipped" || (status !== "running" && !taken);
    return {
      id,
      source,
      sourceHandle: source_handle,
      target,
      animated: taken && into === "running",
      focusable: false,
      className: taken ? "live-edge" : dead ? "dead-edge" : "",
    };
  });
}
