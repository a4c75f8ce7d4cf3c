import { isRecord } from "@/lib/json";

export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The record with one entry set, or without it when the value is `undefined`. */
export function withEntry(
  record: Record<string, unknown>,
  name: string,
  value: unknown,
): Record<string, unknown> {
  if (value !== undefined) return { ...record, [name]: value };
  const { [name]: _, ...rest } = record;
  return rest;
}
