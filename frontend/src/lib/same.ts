type Fields = Readonly<Record<string, unknown>>;

/** Whether two values are one, or objects of the same fields with the same values, as `Object.is` sees them. */
export function sameFields(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => name in b && Object.is((a as Fields)[name], (b as Fields)[name]))
  );
}

/** Whether two values are written as the same JSON, names in the same order. */
export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
