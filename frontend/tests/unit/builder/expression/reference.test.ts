import { describe, expect, it } from "vitest";
import { evaluate } from "@/lib/evaluation/evaluate";
import { withReference } from "@/features/builder/expression/reference";
import { expressionBody } from "@/lib/graph/expression";
import { stepOf } from "@/lib/path";

describe("dropping a reference on a field", () => {
  it.each([
    ["an empty field", undefined, "$a"],
    ["an empty text", "", "$a"],
    ["a fixed text", 'Dear "', `'Dear "' & $a`],
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

describe("the step to a field", () => {
  const NAMES = ["plain", "größe", "two words", "1a", "null", "in", "function", "λ", "a`b", '"`\\', "", "$x"];

  it.each(NAMES)("reads the field %j", async (name) => {
    const variables = { order: { [name]: { found: 1 } } };
    const outcome = await evaluate({ value: `{% $order.${stepOf(name)}.found %}`, variables });
    expect(outcome).toEqual({ kind: "value", json: "1" });
  });
});
