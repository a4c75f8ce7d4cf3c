import { api, unwrap } from "@/lib/api/client";
import { messages } from "@/lib/messages";

/** What started the latest run of a workflow; throws an Error that says so when there was none. */
export async function loadLastPayload(
  workflowId: string,
): Promise<{ trigger: string | null; payload: unknown }> {
  const { items } = await unwrap(
    api.GET("/api/executions", { params: { query: { workflow_id: workflowId, limit: 1 } } }),
  );
  const [latest] = items;
  if (!latest) throw new Error(messages.test.noRuns);
  const { input } = await unwrap(
    api.GET("/api/executions/{execution_id}", { params: { path: { execution_id: latest.id } } }),
  );
  const payload = (input as { trigger?: unknown } | null)?.trigger;
  return { trigger: latest.trigger ?? null, payload };
}
