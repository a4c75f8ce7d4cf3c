import { isExpression } from "./expression";
import type { Token } from "./tokens";
import { type Use, variablesOf } from "./variables";

/** What names become, all at once. */
export interface Renames {
  /** Keys by the old ones. */
  keys: ReadonlyMap<string, string>;
  /**
   * Nodes whose output has the outputs of others by their keys, by the old key: what becomes of these fields, where they
   * are read as `$both.call` or `$rows[0].call`.
   */
  fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * A value of a configuration with the references in its expressions renamed, and how many these are. Whatever else reads
 * alike is as it was: texts, comments, fields, and variables of the expression's own. One of these that would hide a new
 * name where that is read is renamed itself. The value itself where nothing in it reads one of the keys.
 */
export function renameReferences<T>(value: T, renames: Renames): { value: T; count: number } {
  if (typeof value === "string") {
    const { text, count } = renamed(value, renames);
    return { value: text as T, count };
  }
  if (value === null || typeof value !== "object") return { value, count: 0 };
  let count = 0;
  let changed = false;
  const next = Object.entries(value as Record<string, unknown>).map(([name, child]) => {
    const found = renameReferences(child, renames);
    count += found.count;
    changed ||= found.value !== child;
    return [name, found.value] as const;
  });
  if (!changed) return { value, count };
  return {
    value: (Array.isArray(value) ? next.map(([, child]) => child) : Object.fromEntries(next)) as T,
    count,
  };
}

const VARIABLE = /\$([a-z][a-z0-9_]*)/g;

function renamed(text: string, { keys, fields }: Renames): { text: string; count: number } {
  // Most expressions of a large drawing read none of the keys: they are not taken apart.
  const concerns = ([, name = ""]: RegExpMatchArray) => keys.has(name) || fields.has(name);
  if (!isExpression(text) || ![...text.matchAll(VARIABLE)].some(concerns)) return { text, count: 0 };
  const body = text.slice(MARK, -MARK);
  const { tokens, free, bound } = variablesOf(body);
  const changes = new Map<Token, string>();
  const names = new Set(tokens.filter(({ kind }) => kind === "variable").map((token) => token.text.slice(1)));
  const hiding = new Set<string>();
  let count = 0;
  for (const use of free) {
    const token = tokens[use.at];
    const key = keys.get(use.name);
    if (token && key !== undefined) {
      changes.set(token, `$${key}`);
      count += 1;
      if (use.hides(key)) hiding.add(key);
    }
    const field = fieldBehind(tokens, use);
    const name = field && fields.get(use.name)?.get(unquoted(field.text));
    if (field && name !== undefined) {
      changes.set(field, field.text.startsWith("`") ? `\`${name}\`` : name);
      count += 1;
    }
  }
  const taken = new Set([...names, ...keys.values()]);
  for (const name of hiding) {
    const other = freeName(name, taken);
    taken.add(other);
    for (const token of bound) if (token.text === `$${name}`) changes.set(token, `$${other}`);
  }
  return { text: count === 0 ? text : `{%${replaced(body, changes)}%}`, count };
}

const MARK = 2;

/** The name in `$node.name`, also behind indices and predicates: `$node[0].name`. */
function fieldBehind(tokens: readonly Token[], { at }: Use): Token | undefined {
  let next = at + 1;
  while (tokens[next]?.text === "[") {
    let depth = 0;
    do {
      const { text } = tokens[next] ?? { text: "" };
      if (text === "[") depth += 1;
      if (text === "]") depth -= 1;
      next += 1;
    } while (depth > 0 && next < tokens.length);
  }
  const name = tokens[next]?.text === "." ? tokens[next + 1] : undefined;
  return name?.kind === "name" ? name : undefined;
}

function unquoted(name: string): string {
  return name.startsWith("`") ? name.replaceAll("`", "") : name;
}

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
