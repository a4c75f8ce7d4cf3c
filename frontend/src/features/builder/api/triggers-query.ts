import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

const REFRESH_MS = 10_000;

/** The triggers of a workflow's live version as they stand, what they skipped last included, for as long as they are shown. */
export function triggersQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["triggers", workflowId],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/triggers", { params: { query: { workflow_id: workflowId } }, signal })))
        .items,
    refetchInterval: REFRESH_MS,
  });
}
