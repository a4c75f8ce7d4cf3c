import type { Edge, Node } from "@xyflow/react";
import type { Definition, Execution, GraphNode, NodeRun } from "@/lib/api/types";
import { type FlatGraph, isLoop, loopsAround, parentsFirst } from "@/lib/graph/body";
import { drawnEdges, drawnNode } from "@/lib/graph/drawn";
import { definitionOf } from "@/lib/graph/family";
import { Geometry } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { type Chosen, matchesChosen } from "./iterations";

/** How one node went: its runs in order (attempts and iterations), and what the last of them says. */
export interface NodeOutcome {
  runs: readonly NodeRun[];
  last: NodeRun;
}

export type RunFlowNode = Node<
  {
    node: GraphNode;
    definition: Definition | undefined;
    outcome: NodeOutcome | undefined;
    ended: boolean;
    /** Whether the node is a loop whose body is drawn inside it. */
    open: boolean;
  },
  "run"
>;

/** Node runs by node key, attempts in order. */
export function outcomesOf(runs: readonly NodeRun[]): Map<string, NodeOutcome> {
  const grouped = new Map<string, NodeRun[]>();
  for (const run of runs) {
    const group = grouped.get(run.key);
    if (group) group.push(run);
    else grouped.set(run.key, [run]);
  }
  const outcomes = new Map<string, NodeOutcome>();
  for (const [key, group] of grouped) {
    const last = group.at(-1);
    if (last) outcomes.set(key, { runs: group, last });
  }
  return outcomes;
}

/** The runs that belong to the chosen iterations of the loops around each node. */
export function chosenOutcomes(
  graph: FlatGraph,
  runs: readonly NodeRun[],
  chosen: Chosen,
): Map<string, NodeOutcome> {
  if (chosen.size === 0) return outcomesOf(runs);
  const loops = new Map(
    graph.nodes.map(({ id, key }) => [
      key,
      loopsAround(graph, id)
        .map((loop) => loop.key)
        .reverse(),
    ]),
  );
  return outcomesOf(runs.filter((run) => matchesChosen(run, loops.get(run.key) ?? [], chosen)));
}

export interface RunDrawing {
  graph: FlatGraph;
  status: Execution["status"];
  outcomes: ReadonlyMap<string, NodeOutcome>;
  collapsed: ReadonlySet<string>;
}

export function toRunNodes(
  { graph, status, outcomes, collapsed }: RunDrawing,
  definitions: ReadonlyMap<string, Definition>,
  selectedKey: string | null,
): RunFlowNode[] {
  const geometry = new Geometry(graph, collapsed);
  return parentsFirst(graph.nodes).flatMap((node): RunFlowNode[] => {
    if (geometry.isHidden(node)) return [];
    const outcome = outcomes.get(node.key);
    const state = messages.nodeStatus[outcome?.last.status ?? "pending"];
    return [
      {
        ...drawnNode(node, geometry, geometry.toDrawn(node.position, node.parent)),
        type: "run",
        selected: node.key === selectedKey,
        draggable: false,
        data: {
          ...{ node, definition: definitionOf(node, definitions), outcome, ended: status !== "running" },
          open: isLoop(node) && geometry.isOpen(node),
        },
        ariaLabel: messages.canvas.nodeLabel(node.name || node.key, state),
      },
    ];
  });
}

/** Lit where the run went, faint where an ended run did not go. */
export function toRunEdges({ graph, status, outcomes, collapsed }: RunDrawing): Edge[] {
  const keys = new Map(graph.nodes.map(({ id, key }) => [id, key]));
  return drawnEdges(graph, new Geometry(graph, collapsed)).map((edge) => {
    const { source, sourceHandle, target } = edge;
    const runs = outcomes.get(keys.get(source) ?? "")?.runs ?? [];
    // In a loop without a chosen iteration, an edge is lit when any item went this way.
    const taken = runs.some((run) => tookHandle(run, sourceHandle ?? "out"));
    const from = runs.at(-1)?.status;
    const done = from === "succeeded" || from === "failed";
    const into = outcomes.get(keys.get(target) ?? "")?.last.status;
    const dead = (done && !taken) || from === "skipped" || (status !== "running" && !taken);
    return {
      ...edge,
      animated: taken && into === "running",
      focusable: false,
      className: taken ? "live-edge" : dead ? "dead-edge" : "",
    };
  });
}

function tookHandle({ status, handle }: NodeRun, wanted: string): boolean {
  if (status !== "succeeded" && status !== "failed") return false;
  // Nodes with one way out record none.
  return (handle ?? (status === "succeeded" ? "out" : null)) === wanted;
}
