import { type FlatNode, isLoop } from "@/lib/graph/body";
import { isExpression } from "@/lib/graph/expression";
import { type Rule, takesList } from "../logic/rules";

/** What a name's words suggest, for someone who wants to see a run before there is data; the first that fits counts. */
const SUGGESTED: readonly [ReadonlySet<string>, unknown][] = [
  [new Set(["mail", "email"]), "ada@example.com"],
  [new Set(["name", "username", "customer", "user", "author"]), "Ada"],
  [new Set(["url", "link", "address"]), "https://example.com"],
  [new Set(["zone", "timezone"]), "Europe/Berlin"],
  [new Set(["total", "amount", "price", "count", "quantity", "number", "score", "age", "size"]), 1],
];
/** A moment is told by how a name ends: `created_at`, `dueDate`. */
const MOMENTS: ReadonlySet<string> = new Set(["date", "at", "time", "datetime", "timestamp"]);
const MOMENT = "2030-01-31T09:00:00Z";

const NAMES = "((?:\\.[A-Za-z_][A-Za-z0-9_]*)+)";
const LITERAL = `("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|-?\\d+(?:\\.\\d+)?|true|false)`;
/** How far a range goes whose end is read from the payload. */
const RANGE_END = 3;

/** The words of a name in camelCase, snake_case or both, in lower case. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .filter(Boolean);
}

/** What a field of this name might hold. */
export function suggestedFor(name: string): unknown {
  const words = wordsOf(name);
  if (MOMENTS.has(words.at(-1) ?? "")) return MOMENT;
  return SUGGESTED.find(([told]) => words.some((word) => told.has(word)))?.[1] ?? "text";
}

/**
 * An object with the fields that the nodes read of `variable`: reads of `$trigger.body.email` give `{email: ...}` for the
 * variable `$trigger.body`. What a loop goes through is a list of one item, with the fields that the loop's body reads
 * of `$item`; what is compared with a fixed value has that value.
 *
 * @param readers the nodes that may read the variable
 * @param all those of the whole graph: bodies of the loops among the readers are found in it
 */
export function sampleOfReads(
  variable: string,
  readers: readonly FlatNode[],
  all: readonly FlatNode[],
): Record<string, unknown> {
  const prefix = variable.replace(/[$.]/g, "\\$&");
  const known = new Map([...comparedWith(prefix, readers), ...loopedOver(prefix, readers, all)]);
  const sample: Record<string, unknown> = {};
  for (const path of [...known.keys(), ...pathsRead(prefix, readers)]) {
    const names = path.slice(1).split(".");
    let at = sample;
    names.forEach((name, depth) => {
      const there = at[name];
      if (depth === names.length - 1) at[name] = there ?? known.get(path) ?? suggestedFor(name);
      else at = inside(at, name);
    });
  }
  return sample;
}

/** The object that a name of another leads to: made where there is none; of a list, its item. */
function inside(holder: Record<string, unknown>, name: string): Record<string, unknown> {
  const there = holder[name];
  const list = Array.isArray(there) ? (there as unknown[]) : null;
  const held = list ? list[0] : there;
  if (typeof held === "object" && held !== null) return held as Record<string, unknown>;
  const made: Record<string, unknown> = {};
  if (list) list[0] = made;
  else holder[name] = made;
  return made;
}

function pathsRead(prefix: string, readers: readonly FlatNode[]): string[] {
  const text = JSON.stringify(readers.map(({ config }) => config));
  return [...text.matchAll(new RegExp(prefix + NAMES, "g"))].map(([, path = ""]) => path);
}

/** The lists that loops go through, and the ends of ranges, by path. */
function loopedOver(
  prefix: string,
  readers: readonly FlatNode[],
  all: readonly FlatNode[],
): Map<string, unknown> {
  const found = new Map<string, unknown>();
  // A path, one with a filter behind it, or one that a function gives a part or another order of.
  const list = new RegExp(
    `^\\{%\\s*(?:\\$(?:filter|sort|reverse|distinct|shuffle)\\(\\s*)*${prefix}${NAMES}`,
  );
  const rangeEnd = new RegExp(`\\.\\.\\s*${prefix}${NAMES}`);
  for (const loop of readers.filter(isLoop)) {
    const { items } = loop.config;
    if (!isExpression(items)) continue;
    const end = rangeEnd.exec(items)?.[1];
    if (end) found.set(end, RANGE_END);
    const path = list.exec(items)?.[1];
    if (!path) continue;
    const body = all.filter(({ parent }) => parent === loop.id);
    const fields = sampleOfReads("$item", body, all);
    const name = path.slice(path.lastIndexOf(".") + 1);
    const item = Object.keys(fields).length > 0 ? fields : suggestedFor(name.replace(/s$/, ""));
    found.set(path, [item]);
  }
  return found;
}

/** The fixed values that rules, cases and expressions compare with, by path; the first of each counts. */
function comparedWith(prefix: string, readers: readonly FlatNode[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const add = (path: string | undefined, value: unknown) => {
    if (path && !found.has(path) && value !== undefined && value !== "" && !isExpression(value))
      found.set(path, structuredClone(value));
  };
  const alone = new RegExp(`^\\{%\\s*${prefix}${NAMES}\\s*%\\}$`);
  const pathOf = (value: unknown) => (isExpression(value) ? alone.exec(value)?.[1] : undefined);
  const comparison = new RegExp(`${prefix}${NAMES}\\s*(?:!=|<=|>=|=|<|>)\\s*${LITERAL}`, "g");
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      if (!isExpression(value)) return;
      for (const [, path, literal = ""] of value.matchAll(comparison)) add(path, readLiteral(literal));
    } else if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (typeof value === "object" && value !== null) {
      if ("left" in value && "operator" in value) add(pathOf(value.left), valueOf(value as Rule));
      if ("value" in value && "cases" in value && Array.isArray(value.cases))
        for (const way of value.cases as Record<string, unknown>[])
          add(pathOf(value.value), way.equals ?? firstOf(way.in) ?? way.from ?? way.to);
      Object.values(value).forEach(visit);
    }
  };
  for (const { config } of readers) visit(config);
  return found;
}

/** What makes a rule's first value comparable; undefined where the rule does not tell. */
function valueOf({ operator, right }: Rule): unknown {
  if (operator === "is_true" || operator === "is_false") return operator === "is_true";
  // A pattern is no text that fits it.
  if (operator === "matches") return undefined;
  return takesList(operator) ? firstOf(right) : right;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : undefined;
}

function readLiteral(literal: string): unknown {
  return /^["']/.test(literal) ? literal.slice(1, -1) : (JSON.parse(literal) as unknown);
}
