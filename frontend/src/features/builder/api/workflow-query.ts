import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

export function loadWorkflow(workflowId: string, signal?: AbortSignal) {
  return unwrap(
    api.GET("/api/workflows/{workflow_id}", { params: { path: { workflow_id: workflowId } }, signal }),
  );
}

/** The workflow as opened: later states come from the editor, never from a refetch under its hands. */
export function workflowQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["workflows", "detail", workflowId],
    queryFn: ({ signal }) => loadWorkflow(workflowId, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}
