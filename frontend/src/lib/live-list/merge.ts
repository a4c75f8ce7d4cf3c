/** Rows of a list that goes on from a cursor, some pages of it shown, and how they stay true without reading all of them anew. */

export interface Row {
  id: string;
}

export interface ListPage<T extends Row> {
  items: T[];
  next_cursor: string | null;
}

/** What was read of a list since: its beginning, and how some of the other rows stand. */
export interface News<T extends Row> {
  latest: ListPage<T>;
  /** Rows that were asked for by their ids; one that is not among `rows` is not in the list any more. */
  asked: readonly string[];
  rows: readonly T[];
}

/**
 * Whether a row that the newly read beginning lacks has its place after it, whose last row is `last`; otherwise it is not
 * in the list any more.
 */
type Follows<T extends Row> = (row: T, last: T) => boolean;

/** How rows stand to each other: by what never changes about them, or by what can, so that a row may go anywhere. */
export type Order<T extends Row> = { fixed: Follows<T> } | "changing";

/** Each row once, where it comes first: one that went further down before the next page was read is in both. */
export function rowsOf<T extends Row>(pages: readonly ListPage<T>[]): T[] {
  const seen = new Set<string>();
  return pages.flatMap(({ items }) => items.filter(({ id }) => !seen.has(id) && seen.add(id)));
}

/**
 * The pages of a list with its news. With `take` what is new comes in at the top, and what no longer belongs there goes:
 * a single page is replaced, and in a fixed order the rows after it are kept that are known to follow. Otherwise the rows
 * stay where they are, and only say how they stand now; whether they are still in order says `moved`.
 */
export function refreshed<T extends Row>(
  pages: readonly ListPage<T>[],
  { latest, asked, rows }: News<T>,
  take: boolean,
  order: Order<T>,
): ListPage<T>[] {
  const [first, ...others] = pages;
  if (!first) return [latest];
  // One page is replaced by the newer one, and so are all that have become one.
  if (take && (others.length === 0 || latest.next_cursor === null)) return [latest];
  const now = new Map([...rows, ...latest.items].map((row) => [row.id, row]));
  const gone = new Set(asked.filter((id) => !now.has(id)));
  const stand = (items: readonly T[]) =>
    items.flatMap((row) => (gone.has(row.id) ? [] : [now.get(row.id) ?? row]));
  if (!take || order === "changing") return pages.map((page) => ({ ...page, items: stand(page.items) }));
  const known = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)));
  // More than one only where nothing is missing between them.
  if (!latest.items.some(({ id }) => known.has(id))) return [latest];
  const fresh = new Set(latest.items.map(({ id }) => id));
  const last = latest.items.at(-1);
  const rest = (items: readonly T[]) =>
    stand(items).filter((row) => !fresh.has(row.id) && (!last || order.fixed(row, last)));
  return [
    { items: [...latest.items, ...rest(first.items)], next_cursor: first.next_cursor },
    ...others.map((page) => ({ ...page, items: rest(page.items) })),
  ];
}

/**
 * Whether the pages are in another order than their news, or show other rows at their beginning or one twice. Where to a row
 * of a changing order has gone, only reading all of them anew can say.
 */
export function moved<T extends Row>(pages: readonly ListPage<T>[], { latest, rows }: News<T>): boolean {
  const shown = pages.flatMap(({ items }) => items.map(({ id }) => id));
  const place = new Map(shown.map((id, at) => [id, at]));
  if (place.size < shown.length || latest.items.some(({ id }, at) => shown[at] !== id)) return true;
  const places = rows.map(({ id }) => place.get(id)).filter((at) => at !== undefined);
  return places.some((at, index) => at < (places[index - 1] ?? 0));
}
