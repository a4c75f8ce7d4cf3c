import { describe, expect, it } from "vitest";
import { withReference } from "@/features/builder/expression/reference";
import { expressionBody } from "@/lib/graph/expression";

describe("dropping a reference on a field", () => {
  it.each([
    ["an empty field", undefined, "$a"],
    ["an empty text", "", "$a"],
    ["a fixed text", 'Dear "', '"Dear \\"" & $a'],
    ["an expression", "{% $b %}", "$b & $a"],
    ["an empty expression", "{%  %}", "$a"],
    ["a number", 7, "$a"],
  ])("makes an expression of %s", (_, value, body) => {
    expect(expressionBody(withReference(value, "$a", true))).toBe(body);
  });

  it("replaces what is fixed where a text cannot be", () => {
    expect(expressionBody(withReference("POST", "$a", false))).toBe("$a");
  });
});
