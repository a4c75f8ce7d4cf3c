import jsonata from "jsonata";
import { expressionBody, isExpression } from "@/lib/graph/expression";
import { registerStatesFunctions } from "./states-functions";

/** What an expression gave: a value as JSON, nothing, or why it failed. */
export type Outcome =
  | { kind: "value"; json: string }
  | { kind: "nothing" }
  | { kind: "error"; message: string; position: number | null };

/** What is evaluated: any JSON value with expressions in it, and what they may read. */
export interface Question {
  value: unknown;
  variables: Readonly<Record<string, unknown>>;
  /** The document that bare names read; only `select` has one. */
  input?: unknown;
}

class Nothing extends Error {}

/** Evaluates as Step Functions does: all text that is `{% ... %}`, wherever it stands in the value. */
export async function evaluate({ value, variables, input }: Question): Promise<Outcome> {
  try {
    const json = JSON.stringify(await resolved(value, variables, input));
    return json === undefined ? { kind: "nothing" } : { kind: "value", json };
  } catch (problem) {
    if (problem instanceof Nothing) return { kind: "nothing" };
    return { kind: "error", message: messageOf(problem), position: positionOf(problem) };
  }
}

async function resolved(value: unknown, variables: Question["variables"], input: unknown): Promise<unknown> {
  if (isExpression(value)) return answer(expressionBody(value), variables, input);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value as unknown[]) items.push(await resolved(item, variables, input));
    return items;
  }
  if (typeof value !== "object" || value === null) return value;
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) fields[name] = await resolved(field, variables, input);
  return fields;
}

async function answer(source: string, variables: Question["variables"], input: unknown): Promise<unknown> {
  const expression = jsonata(source);
  registerStatesFunctions(expression);
  const value: unknown = await expression.evaluate(input, { ...variables });
  if (value === undefined || isFunction(value)) throw new Nothing();
  refuseInfinity(value);
  return value;
}

function isFunction(value: unknown): boolean {
  if (typeof value === "function") return true;
  return (
    typeof value === "object" &&
    value !== null &&
    ("_jsonata_lambda" in value || "_jsonata_function" in value)
  );
}

/** JSON has no word for these: a state could not hand them on. */
function refuseInfinity(value: unknown): void {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error("Number out of range");
  if (typeof value === "object" && value !== null) Object.values(value).forEach(refuseInfinity);
}

function messageOf(problem: unknown): string {
  if (typeof problem !== "object" || problem === null) return String(problem);
  return "message" in problem ? String(problem.message) : JSON.stringify(problem);
}

function positionOf(problem: unknown): number | null {
  if (typeof problem !== "object" || problem === null || !("position" in problem)) return null;
  return typeof problem.position === "number" ? problem.position : null;
}
