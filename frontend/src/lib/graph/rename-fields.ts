import type { Fields } from "./field-paths";

/** A node's output, or a list of them, where the outputs of others in it lie by their new keys, at every depth. */
export function renameFields(output: unknown, node: string, fields: Fields): unknown {
  const names = fields.get(node);
  if (!names) return output;
  if (Array.isArray(output)) return output.map((item) => renameFields(item, node, fields));
  if (typeof output !== "object" || output === null) return output;
  const inside = Object.entries(output).map(
    ([key, value]) => [key, names.has(key) ? renameFields(value, key, fields) : value] as const,
  );
  return byKey(Object.fromEntries(inside), names);
}

export function byKey<T>(
  record: Readonly<Record<string, T>>,
  keys: ReadonlyMap<string, string>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [keys.get(key) ?? key, value]));
}
