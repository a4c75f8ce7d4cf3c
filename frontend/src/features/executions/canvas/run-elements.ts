import type { Edge, Node } from "@xyflow/react";
import type { Definition, Execution, GraphNode, NodeRun, NodeRunStatus, Wait } from "@/lib/api/types";
import { type FlatGraph, isLoop, loopKeys } from "@/lib/graph/body";
import { drawnEdges, drawnNode } from "@/lib/graph/drawn";
import { definitionOf } from "@/lib/graph/family";
import { geometryOf } from "@/lib/graph/geometry";
import { sameDrawn } from "@/lib/graph/keep";
import { type NodeOutcome, outcomesOf, takenEdges } from "@/lib/graph/outcomes";
import { waitEnd } from "@/lib/graph/wait-end";
import { messages } from "@/lib/messages";
import { type Chosen, matchesChosen } from "./iterations";

export type RunFlowNode = Node<
  {
    node: GraphNode;
    definition: Definition | undefined;
    outcome: NodeOutcome | undefined;
    status: NodeRunStatus | "pending";
    ended: boolean;
    /** Until when it waits, milliseconds since the epoch; `null` where it does not or that is not known. */
    until: number | null;
    /** Whether the node is a loop whose body is drawn inside it. */
    open: boolean;
  },
  "run"
>;

/** The runs that belong to the chosen iterations of the loops around each node. */
export function chosenOutcomes(
  graph: FlatGraph,
  runs: readonly NodeRun[],
  chosen: Chosen,
): Map<string, NodeOutcome> {
  if (chosen.size === 0) return outcomesOf(runs);
  const loops = loopKeys(graph);
  return outcomesOf(runs.filter((run) => matchesChosen(run, loops.get(run.key) ?? [], chosen)));
}

export interface RunDrawing {
  graph: FlatGraph;
  status: Execution["status"];
  outcomes: ReadonlyMap<string, NodeOutcome>;
  collapsed: ReadonlySet<string>;
  /** What the run waits for. */
  waits: readonly Wait[];
  /** The workflow's time zone. */
  timezone: string | null | undefined;
  /** The keys of the nodes that it ended before. */
  unreached: ReadonlySet<string>;
}

export function toRunNodes(
  { graph, status, outcomes, collapsed, waits, timezone, unreached }: RunDrawing,
  definitions: ReadonlyMap<string, Definition>,
  selectedKey: string | null,
  /** The node at which something just happened, while a run is stepped through. */
  currentKey: string | null = null,
): RunFlowNode[] {
  const geometry = geometryOf(graph, collapsed);
  return geometry.ordered.flatMap((node): RunFlowNode[] => {
    if (geometry.isHidden(node)) return [];
    const outcome = outcomes.get(node.key);
    const isPassedBy = status !== "running" && !unreached.has(node.key);
    const state = outcome?.last.status ?? (isPassedBy ? "skipped" : "pending");
    return [
      {
        ...drawnNode(node, geometry, geometry.toDrawn(node.position, node.parent)),
        type: "run",
        selected: node.key === selectedKey,
        draggable: false,
        ...(node.key === currentKey ? { className: "current-node" } : {}),
        data: {
          ...{ node, definition: definitionOf(node, definitions), outcome, status: state },
          ended: status !== "running",
          until: outcome ? waitEnd(node, outcome.last, waits, timezone) : null,
          open: isLoop(node) && geometry.isOpen(node),
        },
        ariaLabel: messages.canvas.nodeLabel(node.name || node.key, messages.nodeStatus[state]),
      },
    ];
  });
}

/** Whether a node of a run looks as it did at the last look at the run. */
export function sameRunNode(a: RunFlowNode, b: RunFlowNode): boolean {
  return (
    a.className === b.className &&
    sameDrawn(a, b) &&
    a.data.node === b.data.node &&
    a.data.definition === b.data.definition &&
    a.data.status === b.data.status &&
    a.data.ended === b.data.ended &&
    a.data.open === b.data.open &&
    a.data.until === b.data.until &&
    sameOutcome(a.data.outcome, b.data.outcome)
  );
}

function sameOutcome(a: NodeOutcome | undefined, b: NodeOutcome | undefined): boolean {
  if (!a || !b) return a === b;
  return a.runs.length === b.runs.length && a.runs.every((run, index) => run === b.runs[index]);
}

/** Lit where the run went, faint where an ended run did not go. */
export function toRunEdges({
  graph,
  status,
  outcomes,
  collapsed,
}: Pick<RunDrawing, "graph" | "status" | "outcomes" | "collapsed">): Edge[] {
  const keys = new Map(graph.nodes.map(({ id, key }) => [id, key]));
  const lit = takenEdges(graph, outcomes);
  return drawnEdges(geometryOf(graph, collapsed)).map((edge) => {
    const { source, target } = edge;
    const taken = lit.has(edge.id);
    const from = outcomes.get(keys.get(source) ?? "")?.last.status;
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
