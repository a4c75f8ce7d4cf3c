import { expect, it } from "vitest";
import { bodyAsLiteral, literalAsBody } from "@/lib/graph/expression";

it.each([
  [["{% $trigger.body.email %}"], "[$trigger.body.email]"],
  [["{% $a ? 1 : 2 %}", "boss@example.com"], "[$a ? 1 : 2, 'boss@example.com']"],
  [["{% $f([1, 2]) %}", ["{% $b %}", 3]], "[$f([1, 2]), [$b, 3]]"],
  [[], "[]"],
  ["it's", '"it\'s"'],
  [259200, "259200"],
])("an expression spells out %j, and back", (value, body) => {
  expect(literalAsBody(value)).toBe(body);
  expect(bodyAsLiteral(body)).toEqual(value);
});

it("keeps the expressions inside of an object", () => {
  expect(literalAsBody({ "X-Key": "{% $key %}", n: [1] })).toBe(`{"X-Key": $key, "n": [1]}`);
});

it.each(["[1..3]", "[$a][0]", "[$a] & [$b]", "[$a, ]", "$a", "[$a", "(1)"])(
  "takes %s for no list that is spelled out",
  (body) => {
    expect(bodyAsLiteral(body)).toBeUndefined();
  },
);
