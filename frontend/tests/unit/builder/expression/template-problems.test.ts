import { describe, expect, it } from "vitest";
import {
  faultsIn,
  squigglesInTemplate,
  toldForTemplate,
} from "@/features/builder/expression/template-problems";
import type { Problem } from "@/lib/api/types";
import { templateOfValue, valueOfTemplate } from "@/lib/graph/template";
import { messages } from "@/lib/messages";

const { faults, marks } = messages.textField;

function problem(position: number | null, end: number | null, code = "x"): Problem {
  return { severity: "error", code, message: "No.", position, end };
}

/** What is underlined of a text for the problem that the server has with `wrong` in what is stored for it. */
function under(template: string, wrong: string, stored = valueOfTemplate(template) ?? ""): string[] {
  const at = [...stored.slice(0, stored.indexOf(wrong))].length;
  expect(stored).toContain(wrong);
  return squigglesInTemplate(template, stored, [problem(at, at + [...wrong].length)]).map(({ from, to }) =>
    template.slice(from, to),
  );
}

describe("where a problem is shown in a text", () => {
  it("is the same place of the same placeholder", () => {
    expect(under("Dear {{ $a }}, {{  $odrer.id }}!", "$odrer")).toEqual(["$odrer"]);
    expect(under("It's 😀 {{ $odrer.id }}", "$odrer")).toEqual(["$odrer"]);
    expect(under("{{ '{{' }} 😀 {{ $odrer }}", "$odrer")).toEqual(["$odrer"]);
    expect(under("x{{ $a + $odrer }}y", "$odrer")).toEqual(["$odrer"]);
    expect(under("{{ $odrer.id }}", "$odrer")).toEqual(["$odrer"]);
  });

  it("is found in whatever way the expression is spelled", () => {
    const stored = `{%"Dear "&($a ? $odrer : 1)  &'!'%}`;
    expect(under(templateOfValue(stored), "$odrer", stored)).toEqual(["$odrer"]);
  });

  it("is the text between placeholders, where it is in that", () => {
    expect(under("{{ $a }} and {{ $b }}", " and ")).toEqual([" and "]);
    expect(under("see {% $a %} there", "{% $a %}")).toEqual(["{% $a %}"]);
  });

  it("is the token before, where something is missing", () => {
    const template = "x{{ $a + }}y";
    const stored = valueOfTemplate(template) ?? "";
    const at = stored.indexOf(")");
    const found = squigglesInTemplate(template, stored, [problem(at, at)]);
    expect(found.map(({ from, to }) => template.slice(from, to))).toEqual(["+"]);
  });

  it("is nowhere for a problem without a place, and in an empty text", () => {
    expect(squigglesInTemplate("a", "a", [problem(null, null)])).toEqual([]);
    expect(squigglesInTemplate("", undefined, [problem(0, 1)])).toEqual([]);
  });
});

describe("a text that is wrong in itself", () => {
  it.each([
    ["a {{ $x", "{{ $x", faults.open],
    ["a {{ }} b", "{{ }}", faults.empty],
    ["a {{ $f(1 }} b", "{{ $f(1 }}", faults.brackets],
  ])("%j says so at %j", (template, place, message) => {
    const [fault, more] = faultsIn(template);
    expect(template.slice(fault?.from, fault?.to)).toBe(place);
    expect([fault?.message, more]).toEqual([message, undefined]);
  });

  it("takes the place of what the parser says of the expression that it makes", () => {
    const told = [problem(3, 4, "expression_syntax"), problem(0, 1, "other")];
    const messagesOf = (value: unknown) => toldForTemplate(told, value).map(({ message }) => message);
    expect(messagesOf(valueOfTemplate("a {{ $x"))).toEqual([faults.open, "No."]);
    expect(messagesOf("{% 'a' & $x + %}")).toEqual(["No.", "No."]);
  });

  it("is told of {% %} in the middle in words of {{ }}", () => {
    const [told] = toldForTemplate([problem(0, 1, "text_around_expression")], "Hi {% $x %}");
    expect(told?.message).toBe(marks);
  });
});
