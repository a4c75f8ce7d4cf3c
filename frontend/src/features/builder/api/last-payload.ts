import { api, unwrap } from "@/lib/api/client";
import { messages } from "@/lib/messages";
import { type RunStart, runStart } from "@/lib/run-start";

/** What started the latest run of a workflow, and the id of that trigger; throws an Error when there was none. */
export async function loadLastPayload(
  workflowId: string,
): Promise<RunStart & { triggerId: string | undefined }> {
  const { items } = await unwrap(
    api.GET("/api/executions", { params: { query: { workflow_id: workflowId, limit: 1 } } }),
  );
  const [latest] = items;
  if (!latest) throw new Error(messages.test.noRuns);
  const execution = await unwrap(
    api.GET("/api/executions/{execution_id}", { params: { path: { execution_id: latest.id } } }),
  );
  const start = runStart(execution);
  if (!start) throw new Error(messages.test.noRuns);
  return { ...start, triggerId: execution.graph?.nodes.find(({ key }) => key === start.trigger)?.id };
}
