import { api, unwrap } from "@/lib/api/client";
import type { Draft } from "@/lib/graph/body";
import type { TestResult } from "../testing/test-store";
import { drawing } from "./drawing";

interface TestRequest {
  /** Key of the trigger that starts it. */
  trigger: string;
  payload: unknown;
  /** Whether actions are really called; else a sample of their result stands in. */
  live: boolean;
  /** Outputs that stand in, by node key. */
  pins: Readonly<Record<string, unknown>>;
  /** The execution from which nodes take what they gave then, and the keys of these nodes. */
  recorded: { executionId: string; keys: readonly string[] } | null;
  /** Key of the node with whose end the run stops. */
  stopAt: string | null;
}

type NodeMode = { mode: "recorded" } | { mode: "pin"; output: unknown };

/** Runs a draft on a virtual clock; of very many steps the answer has the most telling. */
export async function runTest(
  workflowId: string,
  draft: Draft,
  secretsAsOf: number,
  request: TestRequest,
): Promise<TestResult> {
  const { trigger, payload, live, pins, recorded, stopAt } = request;
  const answer = await unwrap(
    api.POST("/api/workflows/{workflow_id}/test-runs", {
      params: { path: { workflow_id: workflowId } },
      body: {
        ...drawing(draft, secretsAsOf),
        ...{ trigger_node: trigger, payload, stop_at: stopAt },
        nodes: Object.fromEntries<NodeMode>([
          ...(recorded?.keys ?? []).map((key) => [key, { mode: "recorded" }] as const),
          ...Object.entries(pins).map(([key, pinned]) => [key, { mode: "pin", output: pinned }] as const),
        ]),
        execution_id: recorded?.executionId ?? null,
        ...{ default_mode: live ? ("live" as const) : ("sample" as const), last_payload: false, seed: 0 },
      },
    }),
  );
  const { status, output, error, nodes, nodes_total, started_at, ended_at, waiting, stopped_at } = answer;
  return {
    ...{ output, error, nodes, nodesTotal: nodes_total, waiting },
    ...{ startedAt: started_at, endedAt: ended_at, stoppedAt: stopped_at },
    status: status === "stopped" || status === "waiting" ? null : status,
  };
}
