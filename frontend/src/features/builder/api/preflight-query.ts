import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Draft } from "@/lib/graph/body";
import { drawing } from "./drawing";

/** What the draft will take and cost; asked anew for every draft. */
export function preflightQuery(workflowId: string, draft: Draft, secretsAsOf: number) {
  return queryOptions({
    queryKey: ["preflight", workflowId, draft, secretsAsOf],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/workflows/{workflow_id}/preflight", {
          params: { path: { workflow_id: workflowId } },
          body: drawing(draft, secretsAsOf),
          signal,
        }),
      ),
    staleTime: Infinity,
    gcTime: 0,
  });
}
