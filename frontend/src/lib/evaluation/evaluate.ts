import jsonata from "jsonata";
import { expressionBody, isExpression } from "@/lib/graph/expression";
import { evaluation } from "@/lib/messages/evaluation";
import { registerStatesFunctions } from "./states-functions";

/**
 * What a value with expressions gave: JSON, nothing, or why it failed. `place` is where in the value that was
 * (`lines.0.price`), absent where the value itself is the expression.
 */
export type Outcome =
  | { kind: "value"; json: string }
  | { kind: "nothing"; place?: string }
  | { kind: "error"; message: string; position: number | null; place?: string };

/** What is evaluated: any JSON value with expressions in it, and what they may read. */
export interface Question {
  value: unknown;
  variables: Readonly<Record<string, unknown>>;
  /** The document that bare names read; only `select` has one. */
  input?: unknown;
}

class Nothing extends Error {}

class Failure extends Error {
  readonly place: readonly string[];

  constructor(cause: unknown, place: readonly string[]) {
    super(undefined, { cause });
    this.place = place;
  }
}

/** Evaluates as Step Functions does: all text that is `{% ... %}`, wherever it stands in the value. */
export async function evaluate({ value, variables, input }: Question): Promise<Outcome> {
  try {
    const json = JSON.stringify(await resolved(value, variables, input, []));
    return json === undefined ? { kind: "nothing" } : { kind: "value", json };
  } catch (failure) {
    const { place, cause } = failure as Failure;
    const where = place.length > 0 ? { place: place.join(".") } : {};
    if (cause instanceof Nothing) return { kind: "nothing", ...where };
    return { kind: "error", message: messageOf(cause), position: positionOf(cause), ...where };
  }
}

async function resolved(
  value: unknown,
  variables: Question["variables"],
  input: unknown,
  place: readonly string[],
): Promise<unknown> {
  if (isExpression(value)) {
    try {
      return await answer(expressionBody(value), variables, input);
    } catch (cause) {
      throw new Failure(cause, place);
    }
  }
  if (typeof value !== "object" || value === null) return value;
  const parts: [string, unknown][] = [];
  for (const [name, part] of Object.entries(value))
    parts.push([name, await resolved(part, variables, input, [...place, name])]);
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
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
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(evaluation.outOfRange);
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
