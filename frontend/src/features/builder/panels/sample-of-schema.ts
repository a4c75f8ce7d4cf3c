import { fieldsOf, resolveField, type Schema } from "../form/schema";
import { suggestedFor } from "./sample-of-reads";

const DEEPEST = 8;
const FORMATS: Readonly<Record<string, string>> = {
  email: "ada@example.com",
  "date-time": "2030-01-31T09:00:00Z",
  date: "2030-01-31",
  time: "09:00:00Z",
  duration: "PT1H",
  uri: "https://example.com/",
  hostname: "example.com",
  uuid: "0199f0a0-0000-7000-8000-000000000001",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
};

/**
 * A value that a schema describes. What its author wrote (`examples`, `default`, the first of `enum`) comes first, then
 * what `read` has at the same place: what the steps read of it.
 */
export function sampleOfSchema(raw: Schema, name: string, read: unknown, depth = 0): unknown {
  const { schema, control } = resolveField(raw, {});
  const written = [...(schema.examples ?? []), schema.default, schema.const, ...(schema.enum ?? [])];
  const first = written.find((value) => value !== undefined);
  if (first !== undefined) return first;
  switch (control.kind) {
    case "object":
      return depth < DEEPEST ? objectOf(schema, read, depth) : {};
    case "list": {
      const [item] = Array.isArray(read) ? (read as unknown[]) : [];
      if (depth >= DEEPEST) return [];
      return [sampleOfSchema(control.items, name.replace(/s$/, ""), item, depth + 1)];
    }
    case "text":
    case "moment":
      return textOf(schema, name, read);
    case "number":
      return numberOf(schema, read, control.integer);
    case "boolean":
      return typeof read === "boolean" ? read : true;
    case "map":
      return typeof read === "object" && read !== null && !Array.isArray(read) ? read : {};
    default:
      return read ?? suggestedFor(name);
  }
}

function objectOf(schema: Schema, read: unknown, depth: number): Record<string, unknown> {
  const seen = typeof read === "object" && read !== null ? (read as Record<string, unknown>) : {};
  const told = fieldsOf(schema).map(
    ({ name, schema: field }) => [name, sampleOfSchema(field, name, seen[name], depth + 1)] as const,
  );
  const open = schema.additionalProperties !== false;
  return { ...Object.fromEntries(told), ...(open ? without(seen, schema.properties ?? {}) : {}) };
}

function without(record: Record<string, unknown>, names: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !(name in names)));
}

function textOf(schema: Schema, name: string, read: unknown): string {
  const suggested = suggestedFor(name);
  const told =
    FORMATS[schema.format ?? ""] ??
    (typeof read === "string" ? read : typeof suggested === "string" ? suggested : "text");
  const { minLength = 0, maxLength = Infinity } = schema;
  return told.padEnd(Math.min(minLength, 200), "x").slice(0, maxLength);
}

function numberOf({ minimum, maximum }: Schema, read: unknown, integer: boolean): number {
  const wished = typeof read === "number" ? read : 1;
  const fitting = Math.min(Math.max(wished, minimum ?? -Infinity), maximum ?? Infinity);
  return integer ? Math.ceil(fitting) : fitting;
}
