import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type Draft, toDocument } from "@/lib/graph/body";

/** What is wrong with a draft that is not in the editor yet. */
export function mergedProblemsQuery(workflowId: string, draft: Draft) {
  return queryOptions({
    queryKey: ["merged-problems", workflowId, draft],
    queryFn: async ({ signal }) => {
      const { graph, settings } = toDocument(draft);
      const { problems } = await unwrap(
        api.POST("/api/workflows/{workflow_id}/validate", {
          params: { path: { workflow_id: workflowId } },
          body: { graph, settings },
          signal,
        }),
      );
      return problems;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}
