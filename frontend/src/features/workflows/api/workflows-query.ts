import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type Listing, sortOf } from "../list/listing";

const REFRESH_MS = 10_000;

export function workflowsQuery(listing: Listing) {
  const { q, status } = listing;
  const query = { q, status, ...sortOf(listing) };
  return infiniteQueryOptions({
    queryKey: ["workflows", "list", query],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/workflows", { params: { query: { ...query, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}
