import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

export function triggersQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["triggers", workflowId],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/triggers", { params: { query: { workflow_id: workflowId } }, signal })))
        .items,
  });
}
