import { describe, expect, it } from "vitest";
import { copyName } from "@/features/workflows/copy-name";
import { isFiltered, parseListing, sortedBy, sortOf } from "@/features/workflows/list/listing";

describe("the list of workflows, as its address says it", () => {
  it("keeps what makes sense, and says nothing that goes without saying", () => {
    expect(parseListing({ q: 42, status: "draft", sort: "name", order: "desc" })).toEqual({
      q: "42",
      status: "draft",
      sort: "name",
      order: "desc",
    });
    expect(parseListing({ q: " ", status: "toString", sort: "colour", order: "up" })).toEqual({});
    expect(parseListing({ sort: "updated", order: "desc" })).toEqual({});
    expect(parseListing({ sort: "name", order: "asc" })).toEqual({ sort: "name" });
    expect(parseListing({ order: "asc" })).toEqual({ order: "asc" });
    expect(isFiltered({ sort: "name" })).toBe(false);
  });

  it("is sorted by a column as people expect of it first, then the other way around", () => {
    expect(sortOf({})).toEqual({ sort: "updated", order: "desc" });
    expect(sortedBy({}, "name")).toEqual({ sort: "name", order: "asc" });
    expect(sortedBy({ sort: "name" }, "name")).toEqual({ sort: "name", order: "desc" });
    expect(sortedBy({ sort: "name", order: "desc" }, "last_run")).toEqual({
      sort: "last_run",
      order: "desc",
    });
  });
});

describe("the name of a copy", () => {
  it("says what it is a copy of, once", () => {
    expect(copyName("Orders")).toBe("Copy of Orders");
    expect(copyName("Copy of Orders 12")).toBe("Copy of Orders");
    expect(copyName("Phase 2")).toBe("Copy of Phase 2");
  });

  it("leaves room for a number where names end", () => {
    expect(copyName("x".repeat(200))).toHaveLength(195);
  });
});
