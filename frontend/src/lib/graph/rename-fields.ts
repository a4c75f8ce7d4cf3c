/** A value whose members have other names: an object's own, or those of each object of a list. */
export function renameFields(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renameFields(item, names));
  if (typeof value !== "object" || value === null) return value;
  return byKey(value as Record<string, unknown>, names);
}

export function byKey<T>(
  record: Readonly<Record<string, T>>,
  keys: ReadonlyMap<string, string>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [keys.get(key) ?? key, value]));
}
