import type { ExecutionSummary } from "@/lib/api/types";

export interface ListPage {
  items: ExecutionSummary[];
  next_cursor: string | null;
}

/**
 * The pages of a list after its beginning was read anew. With `take` what is new comes in at the top and what no longer
 * belongs there goes; without it the rows stay where they are, and only say how they stand now.
 */
export function refreshed(pages: readonly ListPage[], latest: ListPage, take: boolean): ListPage[] {
  const [first, ...others] = pages;
  if (!first) return [latest];
  if (!take) return pages.map((page) => ({ ...page, items: updated(page.items, latest.items) }));
  const known = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const meets = latest.next_cursor === null || latest.items.some(({ id }) => known.has(id));
  // One page is replaced by the newer one; more only where nothing is missing between them.
  if (others.length === 0 || latest.next_cursor === null || !meets) return [latest];
  const fresh = new Set(latest.items.map(({ id }) => id));
  const last = latest.items.at(-1);
  const older = (item: ExecutionSummary) => !fresh.has(item.id) && (!last || comesAfter(item, last));
  return [
    { items: [...latest.items, ...first.items.filter(older)], next_cursor: first.next_cursor },
    ...others.map((page) => ({ ...page, items: page.items.filter(older) })),
  ];
}

/** How many executions there are that the list does not show yet. */
export function arrivals(pages: readonly ListPage[], latest: ListPage | undefined): number {
  const known = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const newest = pages[0]?.items[0];
  const isNew = (item: ExecutionSummary) => !known.has(item.id) && (!newest || comesAfter(newest, item));
  return latest?.items.filter(isNew).length ?? 0;
}

function updated(
  items: readonly ExecutionSummary[],
  latest: readonly ExecutionSummary[],
): ExecutionSummary[] {
  const now = new Map(latest.map((item) => [item.id, item]));
  return items.map((item) => now.get(item.id) ?? item);
}

/** In the order of the list: newest start first, ties by id, from the last to the first. */
function comesAfter(a: ExecutionSummary, b: ExecutionSummary): boolean {
  return a.started_at < b.started_at || (a.started_at === b.started_at && a.id < b.id);
}
