import type { Definition, GraphNode } from "@/lib/api/types";
import { isRecord } from "@/lib/json";
import type { Schema } from "../form/schema";

/** A field of a trigger's configuration that holds a schema, and the property of its output that it describes. */
export interface Described {
  field: string;
  of: string;
}

/** How deeply schemas are followed, and how many of them: the server takes none that pass these. */
const DEEPEST = 32;
const MOST = 1000;
/** What of a schema that people write means something to forms, samples and suggestions, and what it must be for that. */
const KEPT: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...{ title: isText, description: isText, format: isText },
  ...{ examples: Array.isArray, enum: Array.isArray, required: Array.isArray, order: Array.isArray },
  ...{ minimum: isNumber, maximum: isNumber, minLength: isNumber, maxLength: isNumber },
  ...{ default: () => true, const: () => true },
};

export function describedBy(definition: Definition | undefined): Described[] {
  const { properties = {} } = (definition?.config_schema ?? {}) as Schema;
  return Object.entries(properties).flatMap(([field, { widget, describes }]) =>
    widget === "schema" && describes !== undefined ? [{ field, of: describes }] : [],
  );
}

/**
 * What a node gives: by its definition, and for a trigger by the schemas in its configuration too. Their references
 * are followed, and their properties marked as `expected`.
 */
export function effectiveOutput(
  node: Pick<GraphNode, "config"> | undefined,
  definition: Definition | undefined,
): Schema {
  const output = (definition?.output_schema ?? {}) as Schema;
  const properties = { ...output.properties };
  for (const { field, of } of describedBy(definition)) {
    const schema = node?.config[field];
    const property = properties[of];
    if (!property || !isRecord(schema)) continue;
    properties[of] = { title: property.title ?? of, ...asFormSchema(schema), expected: true };
  }
  return output.properties ? { ...output, properties } : output;
}

/** A schema that somebody wrote, as forms read schemas: references followed, `[X, "null"]` as a choice of two. */
export function asFormSchema(schema: Record<string, unknown>): Schema {
  let left = MOST;
  const read = (part: unknown, depth: number): Schema => {
    left -= 1;
    if (!isRecord(part) || depth > DEEPEST || left < 0) return {};
    const target = targetOf(part.$ref, schema);
    const own = target ? { ...target, ...part } : part;
    if (target && typeof target.$ref === "string") return read({ ...own, $ref: target.$ref }, depth + 1);
    const found = kept(own);
    if (isRecord(own.properties))
      found.properties = Object.fromEntries(
        Object.entries(own.properties).map(([name, each]) => [name, read(each, depth + 1)]),
      );
    if (isRecord(own.items)) found.items = read(own.items, depth + 1);
    if (typeof own.additionalProperties === "boolean") found.additionalProperties = own.additionalProperties;
    else if (isRecord(own.additionalProperties))
      found.additionalProperties = read(own.additionalProperties, depth + 1);
    const options = Array.isArray(own.anyOf) ? own.anyOf : Array.isArray(own.oneOf) ? own.oneOf : null;
    if (options) found.anyOf = options.map((each) => read(each, depth + 1));
    return withTypes(found, own.type ?? (found.properties ? "object" : found.items ? "array" : undefined));
  };
  return read(schema, 0);
}

function kept(part: Record<string, unknown>): Schema {
  return Object.fromEntries(Object.entries(part).filter(([name, value]) => KEPT[name]?.(value))) as Schema;
}

function withTypes(schema: Schema, types: unknown): Schema {
  if (!Array.isArray(types)) return typeof types === "string" ? typed(schema, types) : schema;
  const { title, description, ...own } = schema;
  const named = types.filter((type) => typeof type === "string");
  const [only, ...others] = named.filter((type) => type !== "null");
  const told = {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
  if (only === undefined || others.length > 0) return { ...own, ...told };
  const one = typed(own, only);
  return named.length === 1 ? { ...one, ...told } : { ...told, anyOf: [one, { type: "null" }] };
}

function typed(schema: Schema, type: string): Schema {
  // Where nothing is said a form takes no negative numbers.
  const isNumber = type === "number" || type === "integer";
  return { ...schema, type, ...(isNumber ? { minimum: schema.minimum ?? -Infinity } : {}) };
}

function targetOf(reference: unknown, root: Record<string, unknown>): Record<string, unknown> | null {
  if (typeof reference !== "string") return null;
  const [, shared = "", name = ""] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(reference) ?? [];
  const schemas = root[shared];
  const target = isRecord(schemas) ? schemas[name.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  return isRecord(target) ? target : null;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
