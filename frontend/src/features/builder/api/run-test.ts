import { api, unwrap } from "@/lib/api/client";
import { type Draft, toDocument } from "@/lib/graph/body";
import type { TestResult } from "../testing/test-store";

interface TestRequest {
  /** Key of the trigger that starts it. */
  trigger: string;
  payload: unknown;
  /** Whether actions are really called; else a sample of their result stands in. */
  live: boolean;
  pins: Readonly<Record<string, unknown>>;
  /** Key of the node before which the run stops, when it has been reached and done. */
  stopAt: string | null;
}

interface TestAnswer {
  status: TestResult["status"];
  output: unknown;
  error: TestResult["error"];
  nodes: TestResult["nodes"];
  started_at: string;
  ended_at: string;
  waiting: string[];
  stopped_at: string | null;
}

type PostTestRun = (path: string, options: object) => Promise<{ data?: TestAnswer; response: Response }>;

/** Runs a draft on a virtual clock; the answer has every step. */
export async function runTest(workflowId: string, draft: Draft, request: TestRequest): Promise<TestResult> {
  const { graph, settings } = toDocument(draft);
  const { trigger, payload, live, pins, stopAt } = request;
  const answer = await unwrap(
    (api.POST as unknown as PostTestRun)("/api/workflows/{workflow_id}/test-runs", {
      params: { path: { workflow_id: workflowId } },
      body: {
        ...{ graph, settings, trigger_node: trigger, payload, stop_at: stopAt },
        nodes: Object.fromEntries(
          Object.entries(pins).map(([key, output]) => [key, { mode: "pin", output }]),
        ),
        default: live ? "live" : "sample",
      },
    }),
  );
  return {
    ...{ status: answer.status, output: answer.output, error: answer.error, nodes: answer.nodes },
    ...{ startedAt: answer.started_at, endedAt: answer.ended_at },
    ...{ waiting: answer.waiting, stoppedAt: answer.stopped_at },
  };
}
