import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type Draft, toDocument } from "@/lib/graph/body";

/** What the draft will take and cost; asked anew for every draft. */
export function preflightQuery(workflowId: string, draft: Draft) {
  return queryOptions({
    queryKey: ["preflight", workflowId, draft],
    queryFn: ({ signal }) => {
      const { graph, settings } = toDocument(draft);
      return unwrap(
        api.POST("/api/workflows/{workflow_id}/preflight", {
          params: { path: { workflow_id: workflowId } },
          body: { graph, settings },
          signal,
        }),
      );
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}
