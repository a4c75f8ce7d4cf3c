import { isRecord } from "@/lib/json";
import { messages } from "@/lib/messages";

const text = messages.schema;

/** A JSON Schema as somebody wrote it: what rows do not show of it is kept. */
export type Written = Record<string, unknown>;

export type RowKind = "text" | "number" | "integer" | "boolean" | "list" | "group" | "any";

/** A field of an object, as a row shows it. */
export interface Row {
  name: string;
  schema: Written;
  required: boolean;
}

const TYPES = new Map<RowKind, string>([
  ["text", "string"],
  ["number", "number"],
  ["integer", "integer"],
  ["boolean", "boolean"],
  ["list", "array"],
  ["group", "object"],
]);
const KINDS = new Map([...TYPES].map(([kind, type]) => [type, kind]));
/** What says more than rows can show. */
const BEYOND = [
  ...["$ref", "anyOf", "oneOf", "allOf", "not", "if", "patternProperties", "prefixItems", "contains"],
  ...["dependentSchemas", "dependentRequired", "propertyNames"],
];
/** Keywords that mean something for values of one type only; the values written down belong to the type too. */
const OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  string: ["format", "pattern", "minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["items", "minItems", "maxItems", "uniqueItems"],
  object: ["properties", "required", "order", "additionalProperties", "minProperties", "maxProperties"],
};
const VALUES = ["examples", "default", "enum", "const"];
/** Keywords that rows show, or that are no more than names. */
const SHOWN = new Set([
  ...["type", "title", "description", "examples", "properties", "required", "order", "items"],
  ...["$schema", "$id", "$comment", "$defs", "definitions"],
]);
const DEEPEST = 12;

/** Why rows cannot show a schema, for people; null where they can. */
export function beyondRows(schema: unknown): string | null {
  if (!isRecord(schema)) return text.beyond.noObject;
  const kind = kindOf(schema);
  const says = Object.keys(schema).some((name) => !SHOWN.has(name));
  if (kind !== "group" && (kind !== "any" || says)) return beyond(schema, 0) ?? text.beyond.noGroup;
  return beyond(schema, 0);
}

function beyond(schema: unknown, depth: number): string | null {
  if (!isRecord(schema)) return text.beyond.noObject;
  if (depth > DEEPEST) return text.beyond.deep;
  const keyword = BEYOND.find((name) => name in schema);
  if (keyword) return text.beyond.keyword(keyword);
  if (kindOf(schema) === null) return text.beyond.types;
  const { properties = {}, required = [], items, additionalProperties = true } = schema;
  if (!isRecord(properties)) return text.beyond.keyword("properties");
  if (typeof additionalProperties !== "boolean") return text.beyond.keyword("additionalProperties");
  if (!Array.isArray(required) || required.some((name) => !(String(name) in properties)))
    return text.beyond.keyword("required");
  for (const part of [...Object.values(properties), ...(items === undefined ? [] : [items])]) {
    const reason = beyond(part, depth + 1);
    if (reason) return reason;
  }
  return null;
}

/** What a row calls the type of a schema; null for several types at once. */
export function kindOf(schema: Written): RowKind | null {
  const { type } = schema;
  const named = (Array.isArray(type) ? type : [type]).filter((each) => each !== "null");
  const [only, ...others] = named as unknown[];
  if (others.length > 0 || (Array.isArray(type) && only === undefined)) return null;
  if (only === undefined) return "properties" in schema ? "group" : "items" in schema ? "list" : "any";
  return KINDS.get(String(only)) ?? null;
}

/** The schema as one of another kind: without what only the old kind has a use for. */
export function withKind(schema: Written, kind: RowKind): Written {
  if (kindOf(schema) === kind) return schema;
  const { type: old, ...rest } = schema;
  const type = TYPES.get(kind);
  const family = type === "integer" ? "number" : type;
  const dropped = new Set(Object.entries(OF_TYPE).flatMap(([of, names]) => (of === family ? [] : names)));
  const same = family === "number" && ["number", "integer"].includes(String(old));
  const kept = Object.entries(rest).filter(
    ([name]) => !dropped.has(name) && (same || !VALUES.includes(name)),
  );
  const nullable = Array.isArray(old) && old.includes("null") && type !== undefined;
  return {
    ...(type === undefined ? {} : { type: nullable ? [type, "null"] : type }),
    ...Object.fromEntries(kept),
  };
}

/** The fields of an object, in its author's order. */
export function rowsOf(schema: Written): Row[] {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = textsOf(schema.required);
  const order = textsOf(schema.order);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(properties)
    .map(([name, part]) => ({
      name,
      schema: isRecord(part) ? part : {},
      required: required.includes(name),
    }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}

/** The schema with these fields, in this order; of two with one name, the first. Nameless ones are left out. */
export function withRows(schema: Written, rows: readonly Row[]): Written {
  const { properties: _, required: __, order: ___, ...rest } = schema;
  const named = rows.filter(
    ({ name }, at) => name !== "" && rows.findIndex((other) => other.name === name) === at,
  );
  const required = named.filter((row) => row.required).map(({ name }) => name);
  return {
    ...{ type: "object", ...rest },
    properties: Object.fromEntries(named.map(({ name, schema: part }) => [name, part])),
    ...(required.length > 0 ? { required } : {}),
    // Neither a database nor sorted JSON keeps the order of an object's members.
    ...(named.length > 1 ? { order: named.map(({ name }) => name) } : {}),
  };
}

/** A keyword of a schema set, or taken away with `undefined`. */
export function withKeyword(schema: Written, name: string, value: unknown): Written {
  const { [name]: _, ...rest } = schema;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** What a schema says beside what its row shows: `format email`. */
export function besides(schema: Written): string[] {
  const nullable = Array.isArray(schema.type) && schema.type.includes("null");
  const said = Object.entries(schema)
    .filter(([name]) => !SHOWN.has(name))
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return nullable ? [text.orNull, ...said] : said;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
