import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

export function versionsQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["versions", workflowId],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/workflows/{workflow_id}/versions", {
            params: { path: { workflow_id: workflowId } },
            signal,
          }),
        )
      ).items,
  });
}
