import type { Problem } from "@/lib/api/types";
import { operandsOf } from "@/lib/graph/concatenation";
import { expressionBody, isExpression } from "@/lib/graph/expression";
import { placeholdersOf } from "@/lib/graph/placeholders";
import { dataOf, templateOfValue } from "@/lib/graph/template";
import { messages } from "@/lib/messages";
import { inUnits, type Squiggle } from "./problem-range";

const text = messages.textField;

interface Range {
  from: number;
  to: number;
}

/** What is wrong with a text itself, whatever its expressions are: a placeholder that does not end, or is empty. */
export function faultsIn(template: string): Squiggle[] {
  return placeholdersOf(template).flatMap(({ from, to, fault }) =>
    fault === null ? [] : [{ from, to, severity: "error" as const, message: text.faults[fault] }],
  );
}

/** Where the server's problems with a stored value lie in the text with placeholders that stands for it. */
export function squigglesInTemplate(
  template: string,
  value: unknown,
  problems: readonly Problem[],
): Squiggle[] {
  const stored = typeof value === "string" ? value : "";
  return problems.flatMap(({ position, end, severity, message }) => {
    if (position === null || position === undefined || template === "") return [];
    const told = { from: inUnits(stored, position), to: inUnits(stored, end ?? position) };
    const place = placeIn(template, stored, told);
    return place.from < place.to ? [{ ...place, severity, message }] : [];
  });
}

/** Problems in the words of the text that people see, where they tell of the expression that is made of it. */
export function toldForTemplate(problems: readonly Problem[], value: unknown): readonly Problem[] {
  if (!problems.some(({ code }) => code === "expression_syntax" || code === "text_around_expression"))
    return problems;
  const [fault] = faultsIn(templateOfValue(value));
  return problems.map((problem) => {
    if (problem.code === "text_around_expression") return { ...problem, message: text.marks };
    return fault && problem.code === "expression_syntax" ? { ...problem, message: fault.message } : problem;
  });
}

/** The k-th value that an expression puts into its text is the k-th placeholder; what is between them is text. */
function placeIn(template: string, stored: string, told: Range): Range {
  if (stored === template) return told;
  const shown = dataOf(template);
  const values = valuesIn(stored);
  // Parentheses that only the expression has are at its edges.
  const at = values.findIndex(({ to }) => told.from <= to + 1);
  const [value, placeholder] = [values[at], shown[at]];
  if (!value || !placeholder || told.from < value.from - 1) {
    const before = at < 0 ? shown.at(-1) : shown[at - 1];
    return { from: before?.to ?? 0, to: at < 0 ? template.length : (placeholder?.from ?? template.length) };
  }
  const { source, at: start } = placeholder;
  const inside = (offset: number) => start + Math.max(0, Math.min(offset - value.from, source.length));
  const [from, to] = [inside(told.from), inside(told.to)];
  if (from < to && template.slice(from, to).trim() !== "") return { from, to };
  const token =
    placeholder.tokens.find((one) => one.from <= from && from < one.to) ??
    placeholder.tokens.findLast((one) => one.from < from);
  return token ?? placeholder;
}

function valuesIn(stored: string): Range[] {
  if (!isExpression(stored)) return [];
  const body = expressionBody(stored);
  const shift = stored.indexOf(body, 2);
  return operandsOf(body)
    .filter(({ text }) => text === undefined)
    .map(({ from, to }) => ({ from: from + shift, to: to + shift }));
}
