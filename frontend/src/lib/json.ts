import { messageOf } from "./fault";

/** The value that a text of JSON spells, or why it is none. */
export function parseJson(json: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(json) as unknown };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

/** Whether a value is an object of fields, which a list is not. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
