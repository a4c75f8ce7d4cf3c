import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Follows, type ListPage, type News, refreshed, type Row } from "./merge";

/** As many ids as the server takes in one question. */
const MOST_ASKED = 50;

export interface LiveList<T extends Row> {
  /** Begins the key of what is read again and again; whoever has changed something invalidates that. */
  subject: "executions" | "workflows";
  /** What the list is of and how it is sorted: another one is another list. */
  filters: object;
  readPage: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<T>>;
  readSome: (ids: string[], signal: AbortSignal) => Promise<T[]>;
  refreshMs: number;
  /** Whether a row in sight can change without coming to the beginning of the list. */
  changes: (row: T) => boolean;
  follows: Follows<T>;
}

/**
 * A list in pages, live: at its top new rows come in by themselves; further down they wait until somebody goes there, so
 * that no row moves under the eyes of a reader. However many pages are shown, the first one is read again and again, and
 * how those rows stand that are in sight and can change; nothing while the page is hidden.
 *
 * `top` goes on what stands above the first row, and `seen` is told which rows are in sight.
 */
export function useLiveList<T extends Row>(of: LiveList<T>) {
  const { subject, filters, readPage, readSome, refreshMs, changes, follows } = of;
  const queries = useQueryClient();
  const queryKey = [`${subject}-pages`, filters];
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // What was read stays true by its news: the pages are never all read anew.
    staleTime: Infinity,
  });
  const settled = list.isSuccess && !list.isPlaceholderData;
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const [begin] = settled ? list.data.pages : [];
  const inSight = useRef<() => T[]>(() => []);
  const range = useRef({ first: 0, end: 0 });
  useEffect(() => {
    inSight.current = () => rows.slice(range.current.first, range.current.end);
  });

  const { data: news } = useQuery({
    queryKey: [subject, "latest", filters],
    queryFn: async ({ signal }): Promise<News<T>> => {
      const latest = await readPage(undefined, signal);
      const known = new Set(latest.items.map(({ id }) => id));
      const open = inSight.current().filter((row) => !known.has(row.id) && changes(row));
      const asked = open.slice(0, MOST_ASKED).map(({ id }) => id);
      return { latest, asked, rows: asked.length > 0 ? await readSome(asked, signal) : [] };
    },
    // The first page has just been read.
    initialData: begin && { latest: begin, asked: [], rows: [] },
    initialDataUpdatedAt: list.dataUpdatedAt,
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
    if (!news || !settled) return;
    queries.setQueryData<InfiniteData<ListPage<T>, string | undefined>>(queryKey, (before) => {
      if (!before) return before;
      const pages = refreshed(before.pages, news, atTop, follows);
      return { pages, pageParams: before.pageParams.slice(0, pages.length) };
    });
    // The key is the same as long as the filters are. A page that has come in was read beside the pages as they were:
    // what is new is put in once more.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [news, list.data, settled, atTop, key, queries]);

  return {
    list,
    rows,
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
