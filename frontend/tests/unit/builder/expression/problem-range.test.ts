import { describe, expect, it } from "vitest";
import { squigglesIn } from "@/features/builder/expression/problem-range";
import type { Problem } from "@/lib/api/types";

function problem(position: number | null, end: number | null = null): Problem {
  return { severity: "error", code: "x", message: "No.", position, end };
}

/** The text under the squiggle of a problem at `position` to `end` of `stored`. */
function under(stored: string, text: string, position: number | null, end: number | null = null) {
  return squigglesIn(text, stored, [problem(position, end)]).map(({ from, to }) => text.slice(from, to));
}

describe("where a problem is shown", () => {
  it("is the server's range, without the marks", () => {
    expect(under("{% $odrer.a %}", "$odrer.a", 3, 9)).toEqual(["$odrer"]);
    expect(under("{%$odrer.a%}", "$odrer.a", 2, 8)).toEqual(["$odrer"]);
  });

  it("counts characters as the server does", () => {
    expect(under("{% '😀' & $itm %}", "'😀' & $itm", 9, 13)).toEqual(["$itm"]);
  });

  it("bears blanks that only the editor has", () => {
    expect(under("{% $a +* 1 %}", "  $a +* 1 ", 7, 8)).toEqual(["*"]);
  });

  it("is the token there when no end is told, and the last one where something is missing", () => {
    expect(under("{% $odrer.a %}", "$odrer.a", 3)).toEqual(["$odrer"]);
    expect(under("{% 1 + %}", "1 +", 6, 6)).toEqual(["+"]);
  });

  it("is nowhere for problems without a place, and in empty fields", () => {
    expect(under("{% $a %}", "$a", null)).toEqual([]);
    expect(under("{%  %}", "", 3, 3)).toEqual([]);
  });
});
