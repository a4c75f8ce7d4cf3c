/** A value as indented JSON; nothing at all is `null`. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? "null";
}

/** A value as people paste it: texts without quotes. */
export function copied(value: unknown): string {
  return typeof value === "string" ? value : jsonOf(value);
}
