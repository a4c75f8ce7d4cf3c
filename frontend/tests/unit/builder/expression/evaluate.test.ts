import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evaluate, type Question } from "@/lib/evaluation/evaluate";

/** Read by the server's tests too (`tests/language/expressions/test_evaluation.py`). */
const shared = join(process.cwd(), "../tests/language/expressions/states_functions.json");
const CASES = JSON.parse(readFileSync(shared, "utf8")) as [source: string, expected: unknown][];

async function gives(value: unknown, more: Partial<Question> = {}): Promise<unknown> {
  const outcome = await evaluate({ value, variables: { x: {} }, ...more });
  return outcome.kind === "value" ? (JSON.parse(outcome.json) as unknown) : outcome.kind;
}

describe("the preview of an expression", () => {
  it.each(CASES)("says what a run does: %s", async (source, expected) => {
    expect(await gives(`{% ${source} %}`)).toEqual(expected);
  });

  it("evaluates every expression in lists and objects, and leaves other text alone", async () => {
    const value = { to: ["{% $user.mail %}", "b@c.d"], subject: "Hello {% $user.name %}", n: 1 };
    const variables = { user: { mail: "a@b.c", name: "Ada" } };
    expect(await gives(value, { variables })).toEqual({ ...value, to: ["a@b.c", "b@c.d"] });
  });

  it("is nothing as soon as one part is nothing, for a run would fail there", async () => {
    expect(await gives({ a: 1, b: "{% $user.nope %}" }, { variables: { user: {} } })).toBe("nothing");
    expect(await gives("{% function($a) { $a } %}")).toBe("nothing");
  });

  it("says where in a value something failed, or is nothing", async () => {
    const value = { customer: "Ada", lines: [{ price: 1 }, { price: "{% $user.nope %}" }] };
    const variables = { user: {} };
    expect(await evaluate({ value, variables })).toEqual({ kind: "nothing", place: "lines.1.price" });
    expect(await evaluate({ value: { a: ["{% $sum('x') %}"] }, variables })).toMatchObject({
      kind: "error",
      place: "a.0",
    });
    expect(await evaluate({ value: "{% $user.nope %}", variables })).toEqual({ kind: "nothing" });
  });

  it("reads bare names from the result where there is one", async () => {
    const input = { body: { id: 7 } };
    expect(await gives("{% body.id + $result.body.id %}", { input, variables: { result: input } })).toBe(14);
  });

  it("tells why and where an expression fails", async () => {
    expect(await evaluate({ value: "{% $sum('x') %}", variables: {} })).toMatchObject({ kind: "error" });
    expect(await evaluate({ value: "{% 1 + %}", variables: {} })).toMatchObject({
      kind: "error",
      position: 3,
    });
  });
});
