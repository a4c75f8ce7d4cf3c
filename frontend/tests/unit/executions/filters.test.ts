import { describe, expect, it } from "vitest";
import { parseFilters, toQuery } from "@/features/executions/list/filters";
import { arrivals, refreshed } from "@/features/executions/list/merge";
import type { ExecutionSummary } from "@/lib/api/types";

describe("filters in the address", () => {
  it("keeps what makes sense and drops the rest", () => {
    const search = { workflow: "w", status: "failed", version: "3", trigger: "hook", within: "7d", q: 4711 };
    expect(parseFilters(search)).toEqual({ ...search, version: 3, q: "4711" });
    expect(
      parseFilters({
        status: "toString",
        within: "9y",
        from: "yesterday",
        version: 0,
        waiting: "yes",
        odd: 1,
      }),
    ).toEqual({});
  });

  it("has versions and triggers with their workflow only, and one kind of time", () => {
    expect(parseFilters({ version: 3, trigger: "hook" })).toEqual({});
    const from = "2026-01-01T00:00:00.000Z";
    expect(parseFilters({ within: "1h", from })).toEqual({ within: "1h" });
    expect(parseFilters({ from, to: from })).toEqual({ from, to: from });
  });

  it("asks the server for a span that ends now by its beginning, the same for a minute", () => {
    const at = Date.parse("2026-01-02T03:04:05Z");
    expect(toQuery({ within: "1h" }, at)).toEqual({ started_from: "2026-01-02T02:04:00.000Z" });
    expect(toQuery({ within: "1h" }, at + 50_000)).toEqual(toQuery({ within: "1h" }, at));
    expect(toQuery({ workflow: "w", status: "failed", waiting: true })).toEqual({
      workflow_id: "w",
      waiting: true,
    });
  });
});

/** An execution that started so many seconds into a minute. */
function run(second: number, status: ExecutionSummary["status"] = "succeeded"): ExecutionSummary {
  const started_at = `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`;
  return {
    ...{
      id: `w.${second}`,
      workflow_id: "w",
      workflow_name: "W",
      version: 1,
      trigger: null,
      started_at,
      status,
    },
    ...{ ended_at: null, duration_ms: null, error: null, diverged: false, waiting: 0, express: false },
  };
}

const page = (items: ExecutionSummary[], next_cursor: string | null = "more") => ({ items, next_cursor });
const seconds = (pages: { items: ExecutionSummary[] }[]) =>
  pages.map(({ items }) => items.map(({ id }) => Number(id.slice(2))));

describe("a list read anew", () => {
  const pages = [page([run(30), run(29)]), page([run(28), run(27)], null)];

  it("takes new ones in at the top and keeps every page below", () => {
    const next = refreshed(pages, page([run(32), run(30)]), true);
    expect(seconds(next)).toEqual([
      [32, 30, 29],
      [28, 27],
    ]);
    expect(next[1]?.next_cursor).toBeNull();
  });

  it("drops what does not belong to it any more, where it was read anew", () => {
    expect(seconds(refreshed(pages, page([run(31), run(29)]), true))).toEqual([
      [31, 29],
      [28, 27],
    ]);
  });

  it("begins again where executions between the new ones and the known ones are missing", () => {
    expect(seconds(refreshed(pages, page([run(59), run(58)]), true))).toEqual([[59, 58]]);
  });

  it("moves no row while somebody reads further down, but says how each stands", () => {
    const latest = page([run(31), run(30, "failed")]);
    const next = refreshed(pages, latest, false);
    expect(seconds(next)).toEqual(seconds(pages));
    expect(next[0]?.items[0]?.status).toBe("failed");
    expect(arrivals(pages, latest)).toBe(1);
    expect(arrivals(pages, page([run(30), run(20)]))).toBe(0);
  });
});
