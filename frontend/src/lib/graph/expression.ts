import { parseJson } from "../json";
import { readString, writeString } from "./jsonata-string";
import { tokenize } from "./tokens";

const EXPRESSION = /^\{%[\s\S]*%\}$/;

/** Whether a configuration value is an expression rather than a literal. */
export function isExpression(value: unknown): value is string {
  return typeof value === "string" && EXPRESSION.test(value);
}

/** The JSONata inside `{% %}`. */
export function expressionBody(expression: string): string {
  return expression.slice(2, -2).trim();
}

export function toExpression(body: string): string {
  return `{% ${body.trim()} %}`;
}

/**
 * The JSONata that yields a literal, for switching a filled field to an expression without losing its value. An empty
 * text is nothing that was filled in.
 */
export function literalAsBody(value: unknown): string {
  if (value === undefined || value === "") return "";
  return typeof value === "string" ? writeString(value) : JSON.stringify(value);
}

/** The literal that an expression's body spells out, if it is one; `undefined` otherwise. */
export function bodyAsLiteral(body: string): unknown {
  const [token, more] = tokenize(body);
  if (token?.kind === "string" && !more) return readString(token.text);
  const parsed = parseJson(body);
  return "value" in parsed ? parsed.value : undefined;
}
