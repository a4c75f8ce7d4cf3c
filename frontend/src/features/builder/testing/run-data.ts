import type { Execution, NodeRun } from "@/lib/api/types";
import { type Draft, type FlatGraph, type FlatNode, flatten } from "@/lib/graph/body";
import { keysSince } from "@/lib/graph/keys-since";
import { sameUnlessMasked } from "@/lib/graph/masks";
import { failedRun, outcomesOf } from "@/lib/graph/outcomes";
import { runStart } from "@/lib/run-start";
import { testSince } from "./test-since";
import type { RunData, TestRun } from "./test-store";

/** Kinds of nodes whose work leaves a record; what the language decides itself is decided anew. */
const RECORDED: ReadonlySet<string> = new Set(["action", "run_workflow", "wait_for_events", "approval"]);

/**
 * A recorded execution as what tests of the draft take, and as what is drawn over it, by the keys that the nodes have in the
 * draft; `null` where its start was not recorded. Of an execution that has not ended no output stands in.
 */
export function runDataOf(execution: Execution, draft: Draft): { data: RunData; shown: TestRun } | null {
  const start = runStart(execution);
  const ran = flatten(execution.graph);
  const trigger = start?.trigger ?? ran.nodes.find(({ type }) => type === "trigger")?.key;
  if (!start || trigger === undefined) return null;
  const { status, output, error, started_at, ended_at, nodes } = execution;
  const outcomes = outcomesOf(nodes);
  const gave = ({ key, type }: FlatNode) =>
    RECORDED.has(type) &&
    // An iteration that failed is as good as a node that did: the work of both is done anew.
    finalOf(outcomes.get(key)?.runs ?? []).some((last) => last === "succeeded") &&
    !finalOf(outcomes.get(key)?.runs ?? []).includes("failed");
  const since = keysSince(ran, draft.graph);
  const shown: TestRun = {
    at: ended_at ?? started_at,
    result: {
      ...{ output, nodes, waiting: [], stoppedAt: null, nodesTotal: execution.nodes_total },
      ...{ startedAt: started_at, endedAt: ended_at ?? started_at },
      ...{ status: status === "running" ? null : status, error: error ?? null },
    },
    start: { trigger, payload: start.payload },
    graph: ran,
    pins: new Map(),
    of: { id: execution.id, startedAt: started_at },
  };
  const named = testSince(shown, since);
  return {
    data: {
      ...{ executionId: execution.id, startedAt: started_at },
      recorded: ended_at ? ran.nodes.filter(gave).map(({ id }) => id) : [],
    },
    shown: { ...named, graph: aligned(named.graph, draft.graph) },
  };
}

/** The id of the node that made the run fail; null where none did, or the draft has it no longer. */
export function failedNodeOf({ result, graph }: TestRun, draft: Draft): string | null {
  const key = result.error ? failedRun(result.nodes)?.key : undefined;
  const id = graph.nodes.find((node) => node.key === key)?.id;
  return draft.graph.nodes.find((node) => node.id === id)?.id ?? null;
}

/** How the last attempt of each iteration ended. */
function finalOf(runs: readonly NodeRun[]): NodeRun["status"][] {
  return [...new Map(runs.map(({ iteration, status }) => [iteration, status])).values()];
}

/** A version's graph with the draft's own nodes where they do the same: what an edit outdates is told by identity. */
function aligned(ran: FlatGraph, draft: FlatGraph): FlatGraph {
  const drawn = new Map(draft.nodes.map((node) => [node.id, node]));
  return {
    ...ran,
    nodes: ran.nodes.map((node) => {
      const own = drawn.get(node.id);
      return own &&
        sameUnlessMasked(node.config, own.config) &&
        sameUnlessMasked(node.settings ?? {}, own.settings ?? {})
        ? { ...node, config: own.config, settings: own.settings }
        : node;
    }),
  } as FlatGraph;
}
