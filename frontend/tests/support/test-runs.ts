import type { TestRun } from "@/features/builder/testing/test-store";
import type { NodeRun, WorkflowDocument } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";

/** One run of a node that succeeded, or what is told of it. */
export function nodeRun(key: string, more: Partial<NodeRun> = {}): NodeRun {
  return {
    ...{
      key,
      status: "succeeded",
      handle: null,
      iteration: "",
      attempt: 0,
      started_at: null,
      ended_at: null,
    },
    ...{ input: null, output: null, error: null },
    ...more,
  };
}

/** A test of a drawing from its trigger `start`, in which these nodes ran. */
export function testRun(
  drawn: WorkflowDocument,
  nodes: readonly NodeRun[],
  more: Partial<TestRun["result"]> = {},
): TestRun {
  return {
    at: "2026-01-31T09:00:00Z",
    start: { trigger: "start", payload: {} },
    result: {
      ...{ status: "succeeded", output: null, error: null, nodes, nodesTotal: nodes.length },
      ...{ startedAt: "2026-01-31T09:00:00Z", endedAt: "2026-01-31T09:00:01Z", waiting: [], stoppedAt: null },
      ...more,
    },
    graph: flatten(drawn.graph),
    pins: new Map(),
  };
}
