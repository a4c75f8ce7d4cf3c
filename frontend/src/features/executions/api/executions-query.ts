import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type ExecutionFilters, toQuery } from "../list/filters";

const REFRESH_MS = 3_000;
const COUNT_MS = 10_000;

async function readPage(filters: ExecutionFilters, cursor: string | undefined, signal: AbortSignal) {
  const { status } = filters;
  const query = { ...toQuery(filters), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) };
  return unwrap(api.GET("/api/executions", { params: { query }, signal }));
}

export function executionsQuery(filters: ExecutionFilters) {
  return infiniteQueryOptions({
    queryKey: ["executions", "list", filters],
    queryFn: ({ pageParam, signal }) => readPage(filters, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** The beginning of the same list, again and again: however many pages are shown, one is read. */
export function latestExecutionsQuery(filters: ExecutionFilters) {
  return queryOptions({
    queryKey: ["executions", "latest", filters],
    queryFn: ({ signal }) => readPage(filters, undefined, signal),
    refetchInterval: REFRESH_MS,
  });
}

/** How many there are of each status, whichever is shown. */
export function executionCountsQuery({ status: _status, ...filters }: ExecutionFilters) {
  return queryOptions({
    queryKey: ["executions", "counts", filters],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/executions/counts", { params: { query: toQuery(filters) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: COUNT_MS,
  });
}
