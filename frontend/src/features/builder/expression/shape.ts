import { resolveField, type Schema } from "../form/schema";

/** What is known of a value: its schema, a value that was seen, or both. */
export interface Shape {
  schema?: { own: Schema; root: Schema } | undefined;
  /** `undefined` where none was seen. */
  value?: unknown;
}

export interface ShapeField {
  name: string;
  shape: Shape;
}

/** Items of a list that are looked at to tell the fields of all. */
const SAMPLED_ITEMS = 20;
const MOST_FIELDS = 200;
/** Characters of a value shown beside its name. */
const SHOWN = 40;

export function shapeOfSchema(schema: Schema, value?: unknown): Shape {
  return { schema: { own: schema, root: schema }, value };
}

/**
 * The fields below a value, those that were seen first. As in JSONata, a list stands for its items: what they have, it has.
 */
export function fieldsOf(shape: Shape): ShapeField[] {
  const values = new Map<string, unknown>();
  for (const record of recordsIn(shape.value))
    for (const [name, value] of Object.entries(record))
      if (!values.has(name) && values.size < MOST_FIELDS) values.set(name, value);
  const told = schemaFields(shape);
  return [...new Set([...values.keys(), ...told.keys()])].map((name) => ({
    name,
    shape: { schema: told.get(name), value: values.get(name) },
  }));
}

/** What lies at a field, or at a place in a list. */
export function stepInto(shape: Shape, step: string | number): Shape {
  if (typeof step === "number") {
    const { value } = shape;
    const item: unknown = Array.isArray(value) ? value.at(step) : step === 0 ? value : undefined;
    return { schema: itemSchema(shape.schema), value: item };
  }
  return fieldsOf(shape).find(({ name }) => name === step)?.shape ?? {};
}

function recordsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return (value as unknown[]).slice(0, SAMPLED_ITEMS).flatMap(recordsIn);
  return typeof value === "object" && value !== null ? [value as Record<string, unknown>] : [];
}

function schemaFields({ schema }: Shape): Map<string, Shape["schema"]> {
  if (!schema) return new Map();
  const { control } = resolveField(schema.own, schema.root);
  if (control.kind === "list") return schemaFields({ schema: { own: control.items, root: schema.root } });
  if (control.kind !== "object") return new Map();
  return new Map(control.fields.map((field) => [field.name, { own: field.schema, root: schema.root }]));
}

function itemSchema(schema: Shape["schema"]): Shape["schema"] {
  if (!schema) return undefined;
  const { control } = resolveField(schema.own, schema.root);
  return control.kind === "list" ? { own: control.items, root: schema.root } : schema;
}

/** What a shape is in a few characters: the value that was seen, else the type its schema names. */
export function summaryOf({ schema, value }: Shape): string {
  if (value !== undefined) return valueSummary(value);
  if (!schema) return "";
  const { schema: resolved } = resolveField(schema.own, schema.root);
  return resolved.type ?? "";
}

function valueSummary(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === "object" && value !== null) return `{${Object.keys(value).length}}`;
  const text = JSON.stringify(value) ?? "";
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

/** The help that the schema has for a field. */
export function helpOf({ schema }: Shape): string | undefined {
  return schema && resolveField(schema.own, schema.root).schema.description;
}
