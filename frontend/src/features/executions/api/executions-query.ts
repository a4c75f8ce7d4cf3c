import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { ExecutionStatus } from "@/lib/api/types";

const REFRESH_MS = 3000;

export interface ExecutionFilters {
  workflow_id?: string | undefined;
  status?: ExecutionStatus | undefined;
}

export function executionsQuery(filters: ExecutionFilters) {
  return infiniteQueryOptions({
    queryKey: ["executions", "list", filters],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/executions", { params: { query: { ...filters, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // Only while the first page is all there is: refetching every page of a long list would cost more than it shows.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 ? REFRESH_MS : false),
  });
}
