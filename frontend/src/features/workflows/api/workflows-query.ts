import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { WorkflowStatus } from "@/lib/api/types";

const REFRESH_MS = 10_000;

export interface WorkflowFilters {
  q?: string | undefined;
  status?: WorkflowStatus | undefined;
}

export function workflowsQuery(filters: WorkflowFilters) {
  return infiniteQueryOptions({
    queryKey: ["workflows", "list", filters],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/workflows", { params: { query: { ...filters, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}
