import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { messages } from "@/lib/messages";
import { type RunStart, runStart } from "@/lib/run-start";

type LastPayload = RunStart & { triggerId: string | undefined };

/** What started the latest run of a workflow, or that by one of its triggers, and the id of that trigger; null when there was none. */
async function findLastPayload(workflowId: string, trigger?: string): Promise<LastPayload | null> {
  const query = { workflow_id: workflowId, limit: 1, ...(trigger === undefined ? {} : { trigger }) };
  const { items } = await unwrap(api.GET("/api/executions", { params: { query } }));
  const [latest] = items;
  if (!latest) return null;
  const execution = await unwrap(
    api.GET("/api/executions/{execution_id}", { params: { path: { execution_id: latest.id } } }),
  );
  const start = runStart(execution);
  const triggers = execution.graph?.nodes.filter(({ type }) => type === "trigger") ?? [];
  // What another run starts, its error workflow or a step, begins at the first trigger.
  const by = start?.trigger === null ? triggers[0] : triggers.find(({ key }) => key === start?.trigger);
  return start && { ...start, triggerId: by?.id };
}

/** The same for someone who asked for it: throws an Error when there was none. */
export async function loadLastPayload(workflowId: string): Promise<LastPayload> {
  const last = await findLastPayload(workflowId);
  if (!last) throw new Error(messages.test.noRuns);
  return last;
}

/** What to offer unasked: a dialog that is opened asks anew. */
export function lastPayloadQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["last-payload", workflowId],
    queryFn: () => findLastPayload(workflowId),
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** What the latest run by a trigger, named by its key, was started with; undefined when there was none. */
export async function loadLastReceived(workflowId: string, trigger: string): Promise<unknown> {
  const last = await findLastPayload(workflowId, trigger);
  return last?.trigger === trigger ? last.payload : undefined;
}
