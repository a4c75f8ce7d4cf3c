import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

/** Published versions in pages, newest first. */
export function versionsQuery(workflowId: string) {
  return infiniteQueryOptions({
    queryKey: ["versions", workflowId],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/workflows/{workflow_id}/versions", {
          params: { path: { workflow_id: workflowId }, query: { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}
