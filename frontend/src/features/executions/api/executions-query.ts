import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { ExecutionSummary } from "@/lib/api/types";
import type { LiveList } from "@/lib/live-list/use-live-list";
import { type ExecutionFilters, toQuery } from "../list/filters";
import { comesAfter } from "../list/order";

const REFRESH_MS = 3_000;
const COUNT_MS = 10_000;

/** The list of the executions that fit, newest first. */
export function executionList(filters: ExecutionFilters): LiveList<ExecutionSummary> {
  const { status } = filters;
  const read = (query: object, signal: AbortSignal) =>
    unwrap(api.GET("/api/executions", { params: { query }, signal }));
  return {
    ...{ subject: "executions", filters, refreshMs: REFRESH_MS, order: { fixed: comesAfter } },
    readPage: (cursor, signal) =>
      read({ ...toQuery(filters), ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) }, signal),
    // Whatever they have become by now: a row that is looked at says how it stands.
    readSome: async (ids, signal) => (await read({ ids: ids.join() }, signal)).items,
    changes: ({ ended_at }) => ended_at === null,
  };
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
