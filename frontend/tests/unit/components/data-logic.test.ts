import { describe, expect, it } from "vitest";
import { expressionOf, valueAt } from "@/lib/path";
import { isUrl, leafText, localTimeOf, summaryOf } from "@/components/data/readable";
import { findInLines, findInTree, MOST_MATCHES, splitByQuery } from "@/components/data/search";
import { cellsOf, columnsOf, tablesIn, widthOf } from "@/components/data/table";
import { PAGE, pathOf, revealed, rowsOf, UNTOUCHED } from "@/components/data/tree";

const NARROW = 24;

describe("the expression of a path", () => {
  it("writes plain names, indices, and quotes what JSONata would read otherwise", () => {
    const path = ["items", 0, "first name", "null", "größe", "1a"];
    expect(expressionOf("$order", path)).toBe("$order.items[0].`first name`.`null`.größe.`1a`");
  });

  it("looks a name with a backquote up, since quotes cannot hold it", () => {
    expect(expressionOf("$", ["a`b", "c"])).toBe('$.$lookup($, "a`b").c');
  });

  it("finds the value, and nothing where there is none", () => {
    expect(valueAt({ a: [{ b: 1 }] }, ["a", 0, "b"])).toBe(1);
    expect(valueAt({ a: null }, ["a", "b"])).toBeUndefined();
  });
});

describe("rows of the tree", () => {
  it("opens what is small and near, and leaves the rest folded", () => {
    const rows = rowsOf({ near: { deep: { deeper: 1 } }, list: Array(50).fill(0) }, UNTOUCHED, NARROW);
    expect(rows.map(({ name, open }) => [name, open])).toEqual([
      [null, true],
      ["near", true],
      ["deep", false],
      ["list", false],
    ]);
  });

  it("shows a page of a huge list and how much follows, and more on request", () => {
    const list = Array.from({ length: 50_000 }, (_, index) => index);
    const first = rowsOf(list, UNTOUCHED, NARROW);
    expect(first).toHaveLength(PAGE + 2);
    expect(first.at(-1)).toMatchObject({ kind: "more", value: 40_000 });

    const more = rowsOf(list, { ...UNTOUCHED, shown: new Map([["", 2 * PAGE]]) }, NARROW);
    expect(more).toHaveLength(2 * PAGE + 2);
  });

  it("unfolds a long text into lines that fit, and keeps its line breaks", () => {
    const value = { text: `${"x".repeat(50)}\nend` };
    const rows = rowsOf(value, { ...UNTOUCHED, open: new Map([["/text", true]]) }, NARROW);
    const lines = rows.filter(({ kind }) => kind === "text").map((row) => row.value);
    expect(lines).toEqual(["x".repeat(24), "x".repeat(24), "xx", "end"]);
    expect(pathOf(rows.at(-1) ?? fail())).toEqual(["text"]);
  });

  it("reveals a row: all around it open, and the page of a list that it is on", () => {
    const value = { a: { b: { list: Array.from({ length: 30_000 }, (_, at) => ({ at })) } } };
    const path = ["a", "b", "list", 25_000, "at"];
    const rows = rowsOf(value, revealed(value, path, UNTOUCHED), NARROW);
    expect(rows.some((row) => pathOf(row).join() === path.join())).toBe(true);
  });

  it("does not confuse names that hold slashes with paths", () => {
    const ids = rowsOf({ "a/b": 1, a: { b: 2 } }, UNTOUCHED, NARROW).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("search", () => {
  const value = {
    Customer: { email: "ada@example.com", age: 36 },
    items: ["lamp", { name: "LAMP" }],
    none: null,
  };

  it("finds names and values without regard to case, in the order of the tree", () => {
    expect(findInTree(value, "lamp")).toEqual([
      ["items", 0],
      ["items", 1, "name"],
    ]);
    expect(findInTree(value, "custom")).toEqual([["Customer"]]);
    expect(findInTree(value, "36")).toEqual([["Customer", "age"]]);
    expect(findInTree(value, "null")).toEqual([["none"]]);
    expect(findInTree(value, "")).toEqual([]);
  });

  it("stops counting at some point", () => {
    expect(findInTree(Array(20_000).fill("same"), "same")).toHaveLength(MOST_MATCHES);
  });

  it("finds lines, and parts a text at what was found", () => {
    expect(findInLines(["{", '  "Lamp": 1', "}"], "lamp")).toEqual([1]);
    expect(splitByQuery("a Lamp, lamp", "lamp")).toEqual(["a ", "Lamp", ", ", "lamp", ""]);
    expect(splitByQuery("İx", "x")).toEqual(["İx"]);
  });
});

describe("tables", () => {
  it("makes a column as wide as what is in it, and knows how much of it is cut", () => {
    const items = Array.from({ length: 300 }, (_, at) => ({ name: `Item ${at}`, text: "x".repeat(50) }));
    expect(widthOf("name", items)).toEqual({ characters: "Item 299".length, cut: 0 });
    const { characters, cut } = widthOf("text", items);
    expect(characters + cut).toBe(50);
    expect(cut).toBeGreaterThan(0);
  });

  const rows = [
    { id: 1, tags: ["a", "b"] },
    { id: 2, extra: { x: 1 } },
  ];

  it("finds lists of objects wherever they are near, but not other lists", () => {
    const value = { status: 200, body: { rows, numbers: [1, 2], empty: [] } };
    expect(tablesIn(value).map(({ path }) => path)).toEqual([["body", "rows"]]);
    expect(tablesIn(rows).map(({ path }) => path)).toEqual([[]]);
    expect(tablesIn([{ a: 1 }, 2])).toEqual([]);
  });

  it("has a column for each name that any row has, and says how many it leaves out", () => {
    expect(columnsOf(rows)).toEqual({ names: ["id", "tags", "extra"], left: 0 });
    const wide = [Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`c${at}`, at]))];
    expect(columnsOf(wide).left).toBe(30);
  });

  it("takes matches to cells: those deeper inside to theirs, each once, others not at all", () => {
    const table = { path: ["rows"], items: rows };
    const matches = [["other"], ["rows", 0, "tags", 0], ["rows", 0, "tags", 1], ["rows", 1, "extra", "x"]];
    expect(cellsOf(matches, table, ["id", "tags", "extra"])).toEqual([
      { row: 0, column: 1 },
      { row: 1, column: 2 },
    ]);
  });
});

describe("values as people read them", () => {
  it("knows addresses and instants from other texts", () => {
    expect(isUrl("https://example.com/a?b=1")).toBe(true);
    expect(isUrl("javascript:alert(1)")).toBe(false);
    expect(isUrl("see https://example.com")).toBe(false);
    expect(localTimeOf("2026-01-02T03:04:05Z")).toContain("2026");
    expect(localTimeOf("2026-13-45T99:00:00Z")).toBeNull();
    expect(localTimeOf("2026")).toBeNull();
  });

  it("summarises what is nested and cuts what is long", () => {
    expect(summaryOf({ a: 1, b: 2, c: 3, d: 4, e: 5 })).toBe("{a, b, c, … 2 more}");
    expect(summaryOf([1])).toBe("[1 item]");
    expect(leafText("x".repeat(100_000)).length).toBeLessThan(500);
    expect(leafText([])).toBe("[]");
  });
});

function fail(): never {
  throw new Error("there is no such row");
}
