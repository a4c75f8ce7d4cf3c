import { isRecord } from "../json";

/** JSON values side by side: whether they are the same, where they differ, and what two edits of one come to. */

/** The way to a value inside of another; items of a list that have ids are named by them. */
export type Path = readonly string[];

/** `undefined` on a side: it is not there. */
export interface FieldChange {
  path: Path;
  before: unknown;
  after: unknown;
}

/** Where two edits of one value are at odds. */
export interface Clash {
  path: Path;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export type Side = "mine" | "theirs";

type Fields = Record<string, unknown>;

/** Whether two JSON values are the same; the order of an object's members does not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => sameValue(item, b[at]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = definedNames(a);
  return names.length === definedNames(b).length && names.every((name) => sameValue(a[name], b[name]));
}

/** Each place where two values differ, as deep as their forms are alike. */
export function fieldChanges(before: unknown, after: unknown, path: Path = []): FieldChange[] {
  if (before === after || sameValue(before, after)) return [];
  const [old, now] = [asFields(before), asFields(after)];
  if (!old || !now || Array.isArray(before) !== Array.isArray(after)) return [{ path, before, after }];
  const names = [...new Set([...definedNames(old), ...definedNames(now)])];
  const inside = names.flatMap((name) => fieldChanges(old[name], now[name], [...path, name]));
  // The same items in another order.
  return inside.length > 0 ? inside : [{ path, before, after }];
}

/** `next`, where each part that equals the one at its place in `known` is that very part: what did not change keeps its identity. */
export function shared<T>(next: T, known: unknown): T {
  if (sameValue(next, known)) return known as T;
  const old = asFields(known);
  if (!old || Array.isArray(next) !== Array.isArray(known)) return next;
  if (Array.isArray(next))
    return next.map((item: unknown) =>
      isRecord(item) && typeof item.id === "string" ? shared(item, old[item.id]) : item,
    ) as T;
  if (!isRecord(next)) return next;
  return Object.fromEntries(
    Object.entries(next).map(([name, value]) => [name, shared(value, old[name])]),
  ) as T;
}

/**
 * What two edits of `base` come to: each field as who changed it has it. Where both did, and differently, it is as
 * `prefer` has it, and the place is added to `clashes`. A value that equals one of the given is that very value.
 */
export function mergeValues(
  [base, mine, theirs]: readonly [unknown, unknown, unknown],
  prefer: Side,
  clashes: Clash[],
  path: Path = [],
): unknown {
  if (mine === theirs || sameValue(mine, theirs)) return mine;
  if (mine === base || sameValue(mine, base)) return theirs;
  if (theirs === base || sameValue(theirs, base)) return mine;
  const lists = [base, mine, theirs].filter(Array.isArray).length;
  const [b, m, t] = [asFields(base), asFields(mine), asFields(theirs)];
  if (!b || !m || !t || (lists !== 0 && lists !== 3)) {
    clashes.push({ path, base, mine, theirs });
    return prefer === "mine" ? mine : theirs;
  }
  const names = mergeOrder([Object.keys(b), Object.keys(m), Object.keys(t)]);
  const merged: Fields = {};
  for (const name of names) {
    const value = mergeValues([b[name], m[name], t[name]], prefer, clashes, [...path, name]);
    if (value !== undefined) merged[name] = value;
  }
  const result = lists === 3 ? Object.values(merged) : merged;
  if (sameValue(result, mine)) return mine;
  return sameValue(result, theirs) ? theirs : result;
}

/** The names of three lists in one order: theirs, with mine after what it follows there. What both or one removed is left in. */
export function mergeOrder([base, mine, theirs]: readonly [
  readonly string[],
  readonly string[],
  readonly string[],
]): string[] {
  const order = new Set(theirs);
  const additions = new Map<string | null, string[]>();
  let previous: string | null = null;
  for (const name of mine) {
    if (order.has(name)) previous = name;
    else additions.set(previous, [...(additions.get(previous) ?? []), name]);
  }
  const merged = [...(additions.get(null) ?? [])];
  for (const name of theirs) merged.push(name, ...(additions.get(name) ?? []));
  const known = new Set(merged);
  return [...merged, ...base.filter((name) => !known.has(name))];
}

/** An object by its members, a list of things with ids by these; null for everything that is one value. */
function asFields(value: unknown): Fields | null {
  if (isRecord(value)) return value;
  if (!Array.isArray(value) || value.length === 0) return null;
  const ids = (value as unknown[]).map((item) => (isRecord(item) ? item.id : undefined));
  if (!ids.every((id) => typeof id === "string") || new Set(ids).size !== ids.length) return null;
  return Object.fromEntries(value.map((item, at) => [ids[at] as string, item as unknown]));
}

function definedNames(fields: Fields): string[] {
  return Object.keys(fields).filter((name) => fields[name] !== undefined);
}
