import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type ListPage, moved, type News, type Order, refreshed, type Row, rowsOf } from "./merge";

/** As many ids as the server takes in one question. */
const MOST_ASKED = 50;

type Pages<T extends Row> = InfiniteData<ListPage<T>, string | undefined>;

/** News, and whether they are the beginning of the pages themselves. */
type Heard<T extends Row> = News<T> & { ofPages: boolean };

export interface LiveList<T extends Row> {
  /**
   * Begins the key of what is read again and again, and of the pages where their order changes; whoever has changed
   * something invalidates that.
   */
  subject: "executions" | "workflows";
  /** What the list is of and how it is sorted: another one is another list. */
  filters: object;
  readPage: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<T>>;
  /** How these stand that are still in the list, in its order. */
  readSome: (ids: string[], signal: AbortSignal) => Promise<T[]>;
  refreshMs: number;
  /** Whether a row in sight can change without coming to the beginning of the list. */
  changes: (row: T) => boolean;
  order: Order<T>;
}

/**
 * A list in pages, live: at its top new rows come in by themselves; further down they wait until somebody goes there, so
 * that no row moves under the eyes of a reader. However many pages are shown, the first one is read again and again, and
 * how those rows stand that are in sight and can change; nothing while the page is hidden. Where the order changes, all
 * pages shown are read anew when the list is invalidated or come back to, and when at its top another order shows.
 *
 * `top` goes on what stands above the first row, and `seen` is told which rows are in sight.
 */
export function useLiveList<T extends Row>(of: LiveList<T>) {
  const { subject, filters, readPage, readSome, refreshMs, changes, order } = of;
  const queries = useQueryClient();
  const changing = order === "changing";
  const queryKey = changing ? [subject, "pages", filters] : [`${subject}-pages`, filters];
  const newsKey = [subject, "latest", filters];
  const list = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) => {
      const page = await readPage(pageParam, signal);
      // The news are never older than the pages that they are put into.
      if (pageParam === undefined)
        queries.setQueryData<Heard<T>>(newsKey, { latest: page, asked: [], rows: [], ofPages: true });
      return page;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // In a fixed order what was read stays true by its news.
    staleTime: changing ? 0 : Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  // A page that could not be read takes nothing from the others.
  const settled = list.data !== undefined && !list.isPlaceholderData;
  const rows = useMemo(() => rowsOf(list.data?.pages ?? []), [list.data]);
  const inSight = useRef<() => T[]>(() => []);
  const range = useRef({ first: 0, end: 0 });
  useEffect(() => {
    inSight.current = () => rows.slice(range.current.first, range.current.end);
  });

  const { data: news, dataUpdatedAt: newsAt } = useQuery({
    queryKey: newsKey,
    queryFn: async ({ signal }): Promise<Heard<T>> => {
      const latest = await readPage(undefined, signal);
      const known = new Set(latest.items.map(({ id }) => id));
      const open = inSight.current().filter((row) => !known.has(row.id) && changes(row));
      const asked = open.slice(0, MOST_ASKED).map(({ id }) => id);
      const rows = asked.length > 0 ? await readSome(asked, signal) : [];
      return { latest, asked, rows, ofPages: false };
    },
    refetchInterval: refreshMs,
    enabled: settled,
  });
  const [top, setTop] = useState<HTMLElement | null>(null);
  const [atTop, setAtTop] = useState(true);
  useEffect(() => {
    if (!top) return;
    const observer = new IntersectionObserver((entries) => {
      // All that waited come at once, the oldest first.
      setAtTop(entries.at(-1)?.isIntersecting ?? true);
    });
    observer.observe(top);
    return () => observer.disconnect();
  }, [top]);

  const key = JSON.stringify(queryKey);
  useEffect(() => {
    const before = queries.getQueryData<Pages<T>>(queryKey);
    if (!news || !settled || !before) return;
    const pages = refreshed(before.pages, news, atTop, order);
    queries.setQueryData<Pages<T>>(queryKey, { pages, pageParams: before.pageParams.slice(0, pages.length) });
    // The pages' own news call for nothing: what the server itself has out of order is not read without end.
    if (changing && atTop && !news.ofPages && moved(pages, news)) void list.refetch({ cancelRefetch: false });
    // The key is the same as long as the filters are. A page that has come in was read beside the pages as they were:
    // what is new is put in once more.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [news, newsAt, list.data, settled, atTop, key, queries]);

  return {
    list,
    rows,
    more: {
      hasNextPage: list.hasNextPage,
      isFetchingNextPage: list.isFetchingNextPage,
      fetchNextPage: async () => {
        // What is being read anew is not cut short, and the next page goes on from there.
        if (list.isRefetching) await list.refetch({ cancelRefetch: false });
        return list.fetchNextPage();
      },
    },
    /** The newest beginning of the list. */
    latest: settled ? news?.latest : undefined,
    top: setTop,
    atTop,
    seen: useCallback((first: number, end: number) => {
      range.current = { first, end };
    }, []),
    toTop: () => top?.scrollIntoView({ block: "end" }),
  };
}
