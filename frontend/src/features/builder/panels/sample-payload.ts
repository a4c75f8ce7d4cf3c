import type { Definition, GraphNode } from "@/lib/api/types";
import { fieldsOf, resolveField, type Schema } from "../form/schema";

/**
 * A value of a trigger's output schema to begin with. What the node's configuration fixes (method, path, topic) is
 * taken from there; free JSON, such as a request's body, starts as an empty object.
 */
export function samplePayload(schema: Schema, config: Record<string, unknown>): unknown {
  const sample = Object.fromEntries(
    fieldsOf(schema)
      .filter(({ required }) => required)
      .map(({ name, schema: field }) => [name, config[name] ?? sampleOf(field, schema)]),
  );
  return sample;
}

export function sampleText(trigger: GraphNode | undefined, definition: Definition | undefined): string {
  return JSON.stringify(samplePayload(definition?.output_schema ?? {}, trigger?.config ?? {}), null, 2);
}

function sampleOf(raw: Schema, root: Schema): unknown {
  const { schema, nullable, control } = resolveField(raw, root);
  if (nullable) return null;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  switch (control.kind) {
    case "text":
      return "";
    case "number":
      return 0;
    case "boolean":
      return false;
    case "list":
      return [];
    case "choice":
      return control.options[0];
    default:
      return {};
  }
}
