import { describe, expect, it } from "vitest";
import { parseFilters, toQuery } from "@/features/executions/list/filters";

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
