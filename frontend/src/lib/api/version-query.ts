import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

/** A published version with its drawing; it never changes. */
export function versionQuery(workflowId: string, version: number) {
  return queryOptions({
    queryKey: ["versions", workflowId, version],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/workflows/{workflow_id}/versions/{version}", {
          params: { path: { workflow_id: workflowId, version } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
}
