/** The part of JSON Schema 2020-12 that Pydantic writes for configurations, and what specs add to it for the form. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string };
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  widget?: string;
  /** Of a field that holds a schema: the property of the trigger's output that it is the schema of. */
  describes?: string;
  /** Of such a property: that the node's configuration says this of it. */
  expected?: boolean;
  multiline?: boolean;
  /** Whether the value is fixed before any run, so that it cannot be an expression. */
  literal?: boolean;
  /** The author's order of an object's properties. */
  order?: string[];
  /** What people read instead of the values of `enum`. */
  labels?: Record<string, string>;
  /** Few people need it: shown on request. */
  advanced?: boolean;
}

/** A field as the form shows it: references and `| None` resolved, and the control that fits. */
export interface Field {
  schema: Schema;
  nullable: boolean;
  control: Control;
}

type Control =
  | { kind: "text"; multiline: boolean; template: boolean }
  | { kind: "secret" }
  | { kind: "number"; integer: boolean }
  | { kind: "boolean" }
  | { kind: "choice"; options: readonly Option[] }
  | { kind: "schedule" }
  | { kind: "timezone" }
  | { kind: "topic" }
  | { kind: "hookPath" }
  | { kind: "moment" }
  | { kind: "duration" }
  | { kind: "expression" }
  | { kind: "json" }
  | { kind: "schema"; of: string }
  | { kind: "any" }
  | { kind: "object"; fields: readonly NamedSchema[] }
  | { kind: "map"; values: Schema }
  | { kind: "list"; items: Schema }
  | { kind: "variant"; tag: string; variants: readonly Variant[] };

interface Option {
  value: string;
  label: string;
}

export interface NamedSchema {
  name: string;
  schema: Schema;
  required: boolean;
}

export interface Variant {
  value: string;
  title: string;
  schema: Schema;
}

function dereference(schema: Schema, root: Schema): Schema {
  if (!schema.$ref) return schema;
  const target = root.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? {};
  const { $ref: _, ...own } = schema;
  return { ...dereference(target, root), ...own };
}

/** `X | None` is X that may be left empty. */
function withoutNull(schema: Schema, root: Schema): { schema: Schema; nullable: boolean } {
  const options = schema.anyOf ?? [];
  const rest = options.filter(({ type }) => type !== "null");
  const [only] = rest;
  if (rest.length === options.length || rest.length !== 1 || !only) return { schema, nullable: false };
  const { anyOf: _, ...own } = schema;
  return { schema: { ...dereference(only, root), ...own }, nullable: true };
}

/** `list[X] | X` takes a single value as a list of one, for expressions that give one: people fill in a list. */
function asList(schema: Schema, root: Schema): Schema {
  const options = (schema.anyOf ?? []).map((option) => dereference(option, root));
  const list = options.find(({ type }) => type === "array");
  const [single, ...others] = options.filter((option) => option !== list);
  if (!list || !single || others.length > 0 || single.type !== list.items?.type) return schema;
  const { anyOf: _, ...own } = schema;
  return { ...list, ...own };
}

/** Resolves a schema to what the form needs. `root` holds the definitions that references point to. */
export function resolveField(raw: Schema, root: Schema): Field {
  const { schema: filled, nullable } = withoutNull(dereference(raw, root), root);
  const schema = asList(filled, root);
  return { schema, nullable, control: controlOf(schema, root) };
}

function controlOf(schema: Schema, root: Schema): Control {
  if (schema.widget === "expression") return { kind: "expression" };
  if (schema.widget === "json") return { kind: "json" };
  if (schema.widget === "schema") return { kind: "schema", of: schema.describes ?? "" };
  if (schema.widget === "secret") return { kind: "secret" };
  if (schema.widget === "cron") return { kind: "schedule" };
  if (schema.widget === "topic") return { kind: "topic" };
  if (schema.widget === "hook_path") return { kind: "hookPath" };
  if (schema.widget === "timezone") return { kind: "timezone" };
  if (schema.widget === "duration") return { kind: "duration" };
  const variant = variantOf(schema, root);
  if (variant) return variant;
  if (schema.enum?.every((option) => typeof option === "string")) {
    const { labels } = schema;
    return {
      kind: "choice",
      options: schema.enum.map((value) => ({ value, label: labels?.[value] ?? value })),
    };
  }
  if (schema.format === "date-time") return { kind: "moment" };
  switch (schema.type) {
    case "string":
      return {
        kind: "text",
        multiline: schema.multiline === true,
        template: schema.widget === "template",
      };
    case "integer":
    case "number":
      return { kind: "number", integer: schema.type === "integer" };
    case "boolean":
      return { kind: "boolean" };
    case "array":
      return { kind: "list", items: schema.items ?? {} };
    case "object":
      return objectOf(schema);
    default:
      return { kind: "any" };
  }
}

function objectOf(schema: Schema): Control {
  if (schema.properties) return { kind: "object", fields: fieldsOf(schema) };
  const [pattern] = Object.values(schema.patternProperties ?? {});
  const values =
    pattern ?? (typeof schema.additionalProperties === "object" ? schema.additionalProperties : {});
  return { kind: "map", values };
}

/** The fields of an object in their author's order; without one, what must be filled comes first. */
export function fieldsOf(schema: Schema): NamedSchema[] {
  const required = schema.required ?? [];
  const properties = Object.entries(schema.properties ?? {});
  const order = schema.order ?? required;
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return properties
    .map(([name, child]) => ({ name, schema: child, required: required.includes(name) }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}

function variantOf(schema: Schema, root: Schema): Control | null {
  const tag = schema.discriminator?.propertyName;
  if (!tag || !schema.oneOf) return null;
  const variants = schema.oneOf.flatMap((option) => {
    const resolved = dereference(option, root);
    const value = resolved.properties?.[tag]?.const;
    if (typeof value !== "string") return [];
    const { [tag]: _, ...properties } = resolved.properties ?? {};
    const required = resolved.required?.filter((name) => name !== tag) ?? [];
    return [{ value, title: resolved.title ?? value, schema: { ...resolved, properties, required } }];
  });
  return { kind: "variant", tag, variants };
}

/** A field's name for people: its title, or its name without underscores. */
export function titleOf(name: string, schema: Schema): string {
  return schema.title ?? name.replaceAll("_", " ");
}

/** Names for people along a path of property names (`auth.token`), as far as the schema knows them. */
export function titlesAlong(path: readonly string[], schema: Schema, root: Schema): string[] {
  const [name, ...rest] = path;
  const child = name === undefined ? undefined : schema.properties?.[name];
  if (name === undefined || !child) return [];
  const field = resolveField(child, root);
  const chosen = field.control.kind === "variant" ? field.control.variants : [field];
  const inner = chosen.find((option) => rest[0] !== undefined && option.schema.properties?.[rest[0]]);
  return [titleOf(name, field.schema), ...(inner ? titlesAlong(rest, inner.schema, root) : [])];
}

/** What an empty control shows: the default that counts, else an example. */
export function placeholderOf({ default: fallback, examples }: Schema): string | undefined {
  const shown = fallback !== undefined && fallback !== null && fallback !== "" ? fallback : examples?.[0];
  if (shown === undefined) return undefined;
  return typeof shown === "string" ? shown : JSON.stringify(shown);
}
