import { describe, expect, it } from "vitest";
import { type ListPage, moved, refreshed, rowsOf } from "@/lib/live-list/merge";

interface Numbered {
  id: string;
  status: string;
}
const row = (number: number, status = "ended"): Numbered => ({ id: String(number), status });
const page = (items: Numbered[], next_cursor: string | null = "more") => ({ items, next_cursor });
const numbers = (pages: ListPage<Numbered>[]) => pages.map(({ items }) => items.map(({ id }) => Number(id)));
const news = (latest: ListPage<Numbered>, asked: string[] = [], rows: Numbered[] = []) => ({
  latest,
  asked,
  rows,
});

/** Sorted by number, the greatest first; a number never changes. */
const order = { fixed: (a: Numbered, b: Numbered) => Number(a.id) < Number(b.id) };
const pages = [page([row(30), row(29)]), page([row(28), row(27)], null)];

describe("a list whose beginning was read anew", () => {
  it("takes new rows in at the top and keeps every page below", () => {
    const next = refreshed(pages, news(page([row(32), row(30)])), true, order);
    expect(numbers(next)).toEqual([
      [32, 30, 29],
      [28, 27],
    ]);
    expect(next[1]?.next_cursor).toBeNull();
  });

  it("is the same when the same news come again", () => {
    const latest = news(page([row(32), row(30)]), ["28", "27"], [row(27, "failed")]);
    const once = refreshed(pages, latest, true, order);
    expect(refreshed(once, latest, true, order)).toEqual(once);
  });

  it("drops what does not belong to it any more, where it was read anew", () => {
    expect(numbers(refreshed(pages, news(page([row(31), row(29)])), true, order))).toEqual([
      [31, 29],
      [28, 27],
    ]);
  });

  it("begins again where rows between the new ones and the known ones are missing", () => {
    expect(numbers(refreshed(pages, news(page([row(59), row(58)])), true, order))).toEqual([[59, 58]]);
  });

  it("has a row that came to its beginning there, and not twice", () => {
    const next = refreshed(pages, news(page([row(27, "edited"), row(30)])), true, { fixed: () => true });
    expect(numbers(next)).toEqual([[27, 30, 29], [28]]);
    expect(next[0]?.items[0]?.status).toBe("edited");
  });

  it("moves no row while somebody reads further down, but says how each stands", () => {
    const next = refreshed(pages, news(page([row(31), row(30, "failed")])), false, order);
    expect(numbers(next)).toEqual(numbers(pages));
    expect(next[0]?.items[0]?.status).toBe("failed");
  });

  it.each([true, false])("says how those stand that were asked for, and drops what is gone (%s)", (take) => {
    const latest = news(page([row(30), row(29)]), ["28", "27"], [row(27, "failed")]);
    const next = refreshed(pages, latest, take, order);
    expect(numbers(next)).toEqual([[30, 29], [27]]);
    expect(next[1]?.items[0]?.status).toBe("failed");
  });
});

describe("a list whose order changes", () => {
  const inNoOrder = (latest: ListPage<Numbered>, asked: string[] = [], rows: Numbered[] = []) =>
    moved(pages, news(latest, asked, rows));

  it("keeps its rows where they are, of which only reading them anew says where they belong", () => {
    const next = refreshed(pages, news(page([row(31), row(30, "failed")])), true, "changing");
    expect(numbers(next)).toEqual(numbers(pages));
    expect(next[0]?.items[0]?.status).toBe("failed");
  });

  it.each([
    ["a new row at its beginning", page([row(31), row(30)])],
    ["a row of its beginning is gone", page([row(29), row(28)])],
    ["nothing after its beginning any more", page([row(30), row(29)], null)],
  ])("has moved: %s", (_, latest) => {
    const next = refreshed(pages, news(latest), true, "changing");
    expect(next.length === 1 || moved(next, news(latest))).toBe(true);
  });

  it("has moved when rows that were asked for are in another order", () => {
    const begin = page([row(30), row(29)]);
    expect(inNoOrder(begin, ["28", "27"], [row(27), row(28)])).toBe(true);
    expect(inNoOrder(begin, ["28", "27"], [row(28, "failed"), row(27)])).toBe(false);
  });

  it("has moved when a row is there twice, which is one row", () => {
    const twice = [...pages, page([row(30), row(26)], null)];
    expect(moved(twice, news(page([row(30), row(29)])))).toBe(true);
    expect(rowsOf(twice).map(({ id }) => Number(id))).toEqual([30, 29, 28, 27, 26]);
  });
});
