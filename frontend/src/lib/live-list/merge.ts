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
export type Follows<T extends Row> = (row: T, last: T) => boolean;

/**
 * The pages of a list with its news. With `take` what is new comes in at the top, and what no longer belongs there goes;
 * without it the rows stay where they are, and only say how they stand now. No row is there twice.
 */
export function refreshed<T extends Row>(
  pages: readonly ListPage<T>[],
  { latest, asked, rows }: News<T>,
  take: boolean,
  follows: Follows<T>,
): ListPage<T>[] {
  const [first, ...others] = pages;
  if (!first) return [latest];
  const now = new Map([...rows, ...latest.items].map((row) => [row.id, row]));
  const gone = new Set(asked.filter((id) => !now.has(id)));
  const stand = (items: readonly T[]) =>
    items.flatMap((row) => (gone.has(row.id) ? [] : [now.get(row.id) ?? row]));
  if (!take) return pages.map((page) => ({ ...page, items: stand(page.items) }));
  const known = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const meets = latest.items.some(({ id }) => known.has(id));
  // One page is replaced by the newer one; more only where nothing is missing between them.
  if (others.length === 0 || latest.next_cursor === null || !meets) return [latest];
  const fresh = new Set(latest.items.map(({ id }) => id));
  const last = latest.items.at(-1);
  const rest = (items: readonly T[]) =>
    stand(items).filter((row) => !fresh.has(row.id) && (!last || follows(row, last)));
  return [
    { items: [...latest.items, ...rest(first.items)], next_cursor: first.next_cursor },
    ...others.map((page) => ({ ...page, items: rest(page.items) })),
  ];
}
