import { isRecord } from "@/lib/json";
import { rowsOf, withRows, type Row, type Written } from "./schema-rows";

const DEEPEST = 8;
/** Items of a list that are looked at, and fields of an object. */
const MOST = 100;

/**
 * A schema that a value fits. Every field that is there, and not null, is required; a number may have decimals next
 * time. A list's items have what all of them have.
 */
export function inferSchema(value: unknown, depth = 0): Written {
  if (depth > DEEPEST) return {};
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return { type: typeof value };
  }
  if (Array.isArray(value)) {
    const items = (value as unknown[]).slice(0, MOST).map((item) => inferSchema(item, depth + 1));
    return { type: "array", ...(items.length > 0 ? { items: items.reduce(common) } : {}) };
  }
  if (!isRecord(value)) return {};
  const rows = Object.entries(value)
    .slice(0, MOST)
    .map(([name, part]) => ({ name, schema: inferSchema(part, depth + 1), required: part !== null }));
  return withRows({}, rows);
}

/** The schema with the fields that it lacks and the value has. What is there already stays as it is. */
export function withFieldsOf(schema: Written, value: unknown): Written {
  return complete(schema, inferSchema(value));
}

function complete(schema: Written, seen: Written): Written {
  if (Object.keys(schema).length === 0) return seen;
  if (isRecord(schema.items) && isRecord(seen.items))
    return { ...schema, items: complete(schema.items, seen.items) };
  if (!isRecord(schema.properties) || !isRecord(seen.properties)) return schema;
  const told = rowsOf(schema);
  const found = new Map(rowsOf(seen).map((row) => [row.name, row]));
  const completed = told.map((row) => {
    const other = found.get(row.name);
    return other && Object.keys(row.schema).length > 0
      ? { ...row, schema: complete(row.schema, other.schema) }
      : row;
  });
  const names = new Set(told.map(({ name }) => name));
  return withRows(schema, [...completed, ...[...found.values()].filter(({ name }) => !names.has(name))]);
}

/** What fits both: of objects all fields, required where they are in both. */
function common(one: Written, other: Written): Written {
  if (one.type !== other.type) return {};
  if (one.type === "array")
    return {
      type: "array",
      ...(isRecord(one.items) && isRecord(other.items) ? { items: common(one.items, other.items) } : {}),
    };
  if (one.type !== "object") return one;
  const rows = new Map<string, Row>(rowsOf(one).map((row) => [row.name, { ...row, required: false }]));
  for (const row of rowsOf(other)) {
    const known = rows.get(row.name);
    const both = known && rowsOf(one).some(({ name, required }) => name === row.name && required);
    rows.set(row.name, {
      name: row.name,
      schema: known ? common(known.schema, row.schema) : row.schema,
      required: both === true && row.required,
    });
  }
  return withRows({}, [...rows.values()]);
}
