import { parseJson } from "@/lib/json";

export type LooseType = "text" | "number" | "boolean" | "null" | "list" | "object";

/** What a line of text means as a value: JSON when it is JSON, else the text itself; nothing when empty. */
export function readLoose(text: string): unknown {
  if (text === "") return undefined;
  const parsed = parseJson(text);
  return "value" in parsed ? parsed.value : text;
}

/** The line that `readLoose` reads back as the same value. */
export function showLoose(value: unknown): string {
  if (value === undefined || value === "") return "";
  return typeof value === "string" && readLoose(value) === value ? value : JSON.stringify(value);
}

export function typeOf(value: unknown): LooseType | null {
  if (value === undefined) return null;
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number" || typeof value === "boolean") return typeof value as "number" | "boolean";
  return typeof value === "object" ? "object" : "text";
}
