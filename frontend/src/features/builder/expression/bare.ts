import { isRecord } from "@/lib/json";
import { fieldsOf, resolveField, type Schema } from "../form/schema";

/** Whether what a trigger hands over says nothing yet: each part of it that may be any JSON, such as a body, is empty. */
export function isBare(value: unknown, schema: Schema): boolean {
  if (!isRecord(value)) return (value ?? null) === null;
  const free = fieldsOf(schema).filter(
    ({ schema: field }) => resolveField(field, schema).control.kind === "any",
  );
  return free.length > 0 && free.every(({ name }) => isEmpty(value[name]));
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return (value ?? "") === "";
}
