import { api, unwrap } from "@/lib/api/client";
import { type Draft, toDocument } from "@/lib/graph/body";
import { secretsOf } from "./drawing";

/** `secretsAsOf`: the revision whose secrets the draft's masks stand for. */
export function saveWorkflow(workflowId: string, draft: Draft, revision: number, secretsAsOf: number) {
  const { tests, ...document } = toDocument(draft);
  return unwrap(
    api.PUT("/api/workflows/{workflow_id}", {
      params: { path: { workflow_id: workflowId } },
      body: {
        ...document,
        ...(tests ? { tests } : {}),
        ...secretsOf(secretsAsOf),
        revision,
      },
    }),
  );
}
