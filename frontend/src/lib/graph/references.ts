import { isExpression } from "./expression";
import { type Fields, fieldsRead } from "./field-paths";
import type { Token } from "./tokens";
import { variablesOf } from "./variables";

/** What names become, all at once. */
export interface Renames {
  /** Keys by the old ones. */
  keys: ReadonlyMap<string, string>;
  /** What they are as fields, read as `$both.call` or `$rows[0].call`. */
  fields: Fields;
}

interface Renamed<T> {
  value: T;
  /** How many references were renamed. */
  count: number;
  /** How many expressions hand on as a whole what has renamed fields: who reads these behind that is not known. */
  unfollowed: number;
}

/**
 * A value of a configuration with the references in its expressions renamed. Whatever else reads
 * alike is as it was: texts, comments, fields, and variables of the expression's own. One of these that would hide a new
 * name where that is read is renamed itself. The value itself where nothing in it reads one of the keys.
 */
export function renameReferences<T>(value: T, renames: Renames): Renamed<T> {
  if (typeof value === "string") return renamed(value, renames) as Renamed<T>;
  if (value === null || typeof value !== "object") return { value, count: 0, unfollowed: 0 };
  let [count, unfollowed] = [0, 0];
  let changed = false;
  const next = Object.entries(value as Record<string, unknown>).map(([name, child]) => {
    const found = renameReferences(child, renames);
    count += found.count;
    unfollowed += found.unfollowed;
    changed ||= found.value !== child;
    return [name, found.value] as const;
  });
  if (!changed) return { value, count, unfollowed };
  return {
    value: (Array.isArray(value) ? next.map(([, child]) => child) : Object.fromEntries(next)) as T,
    count,
    unfollowed,
  };
}

const VARIABLE = /\$([a-z][a-z0-9_]*)/g;

function renamed(text: string, { keys, fields }: Renames): Renamed<string> {
  // Most expressions of a large drawing read none of the keys: they are not taken apart.
  const concerns = ([, name = ""]: RegExpMatchArray) => keys.has(name) || fields.has(name);
  if (!isExpression(text) || ![...text.matchAll(VARIABLE)].some(concerns))
    return { value: text, count: 0, unfollowed: 0 };
  const body = text.slice(MARK, -MARK);
  const { tokens, free, bound } = variablesOf(body);
  const changes = new Map<Token, string>();
  const names = new Set(tokens.filter(({ kind }) => kind === "variable").map((token) => token.text.slice(1)));
  const hiding = new Set<string>();
  let count = 0;
  let escapes = false;
  for (const use of free) {
    const token = tokens[use.at];
    const key = keys.get(use.name);
    if (token && key !== undefined) {
      changes.set(token, `$${key}`);
      count += 1;
      if (use.hides(key)) hiding.add(key);
    }
    if (!fields.has(use.name)) continue;
    const found = fieldsRead(tokens, use.at, use.name, fields);
    for (const [field, name] of found.changes) changes.set(field, name);
    count += found.changes.size;
    escapes ||= found.escapes;
  }
  const taken = new Set([...names, ...keys.values()]);
  for (const name of hiding) {
    const other = freeName(name, taken);
    taken.add(other);
    for (const token of bound) if (token.text === `$${name}`) changes.set(token, `$${other}`);
  }
  const value = count === 0 ? text : `{%${replaced(body, changes)}%}`;
  return { value, count, unfollowed: escapes ? 1 : 0 };
}

const MARK = 2;

function freeName(name: string, taken: ReadonlySet<string>): string {
  // Names with `__` are Statewright's own.
  const stem = name.replace(/_+$/, "");
  for (let suffix = 2; ; suffix += 1) if (!taken.has(`${stem}_${suffix}`)) return `${stem}_${suffix}`;
}

function replaced(source: string, changes: ReadonlyMap<Token, string>): string {
  let text = "";
  let at = 0;
  for (const [{ from, to }, name] of [...changes].sort(([a], [b]) => a.from - b.from)) {
    text += source.slice(at, from) + name;
    at = to;
  }
  return text + source.slice(at);
}
