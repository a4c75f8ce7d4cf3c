import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { executionsQuery, latestExecutionsQuery } from "../api/executions-query";
import type { ExecutionFilters } from "./filters";
import { arrivals, type ListPage, refreshed } from "./merge";

/**
 * The filtered list, live: at its top new executions come in by themselves; further down they wait until somebody
 * asks for them, so that no row moves under the eyes of a reader. `top` goes on what stands above the first row.
 */
export function useLiveList(filters: ExecutionFilters) {
  const queries = useQueryClient();
  const options = executionsQuery(filters);
  const list = useInfiniteQuery(options);
  const settled = list.isSuccess && !list.isPlaceholderData;
  const latest = useQuery({ ...latestExecutionsQuery(filters), enabled: settled }).data;
  const [top, setTop] = useState<HTMLElement | null>(null);
  const [atTop, setAtTop] = useState(true);
  useEffect(() => {
    if (!top) return;
    const observer = new IntersectionObserver(([entry]) => setAtTop(entry?.isIntersecting ?? true));
    observer.observe(top);
    return () => observer.disconnect();
  }, [top]);

  const { queryKey } = options;
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (!latest || !settled) return;
    queries.setQueryData<InfiniteData<ListPage, string | undefined>>(queryKey, (before) => {
      if (!before) return before;
      const pages = refreshed(before.pages, latest, atTop);
      return { pages, pageParams: before.pageParams.slice(0, pages.length) };
    });
    // The key is the same as long as the filters are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [latest, settled, atTop, key, queries]);

  const pages = list.data?.pages ?? [];
  return {
    list,
    executions: pages.flatMap(({ items }) => items),
    top: setTop,
    arrived: settled && !atTop ? arrivals(pages, latest) : 0,
    showArrived: () => top?.scrollIntoView({ block: "end" }),
  };
}
