import { isRecord, parseJson } from "../json";
import { Brackets } from "./brackets";
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
 * The JSONata that yields a literal, for switching a filled field to an expression without losing its value; expressions
 * inside of it stay what they are. An empty text is nothing that was filled in.
 */
export function literalAsBody(value: unknown): string {
  return value === undefined || value === "" ? "" : written(value);
}

function written(value: unknown): string {
  if (isExpression(value)) return expressionBody(value) || "null";
  if (typeof value === "string") return writeString(value);
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${written(inner)}`)
    .join(", ")}}`;
}

/** The literal that an expression's body spells out, if it is one; `undefined` otherwise. */
export function bodyAsLiteral(body: string): unknown {
  const [token, more] = tokenize(body);
  if (token?.kind === "string" && !more) return readString(token.text);
  const parsed = parseJson(body);
  return "value" in parsed ? parsed.value : itemsOf(body);
}

/** The items of a list that is spelled out, expressions as such; undefined for anything else. */
function itemsOf(body: string): unknown[] | undefined {
  const tokens = tokenize(body);
  const [open, last] = [tokens[0], tokens.at(-1)];
  if (open?.text !== "[" || last?.text !== "]") return undefined;
  const brackets = new Brackets();
  const items: unknown[] = [];
  let from = open.to;
  for (const token of tokens.slice(1, -1)) {
    brackets.take(token);
    if (brackets.depth < 0 || brackets.broken || (brackets.depth === 0 && token.text === ".."))
      return undefined;
    if (brackets.depth > 0 || token.text !== ",") continue;
    items.push(itemOf(body.slice(from, token.from)));
    from = token.to;
  }
  items.push(itemOf(body.slice(from, last.from)));
  return brackets.depth === 0 && !items.includes(undefined) ? items : undefined;
}

function itemOf(source: string): unknown {
  if (source.trim() === "") return undefined;
  return bodyAsLiteral(source.trim()) ?? toExpression(source);
}
