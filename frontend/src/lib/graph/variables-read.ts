import { expressionBody, isExpression } from "./expression";
import { tokenize } from "./tokens";

/** The expressions in a value that say anything. */
export function expressionsIn(value: unknown): string[] {
  if (isExpression(value)) return [expressionBody(value)].filter((body) => body !== "");
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}

/** The names of the variables in an expression, without their `$`. */
export function variablesIn(source: string): string[] {
  return tokenize(source).flatMap(({ kind, text }) => (kind === "variable" ? [text.slice(1)] : []));
}
