import type { Definition, GraphNode } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { effectiveOutput } from "../expression/output-schema";
import { fieldsOf, resolveField, type Schema } from "../form/schema";
import { sampleOfReads } from "./sample-of-reads";
import { sampleOfSchema } from "./sample-of-schema";

/**
 * A value of a trigger's output schema to begin with. What the node's configuration fixes (method, path, topic) is
 * taken from there; free JSON, such as a request's body, gets the fields that `readers` read of it, inside loops too,
 * unless the node says what it looks like.
 */
export function samplePayload(
  schema: Schema,
  config: Record<string, unknown>,
  readers: readonly GraphNode[] = [],
): Record<string, unknown> {
  // A version has its loops' bodies in the loops; a draft has all nodes beside each other already.
  const { nodes } = flatten({ nodes: [...readers], edges: [] });
  return Object.fromEntries(
    fieldsOf(schema)
      .filter(({ required }) => required)
      .map(({ name, schema: field }) => {
        if (config[name] !== undefined) return [name, config[name]];
        const isFree = resolveField(field, schema).control.kind === "any";
        if (!isFree && !field.expected) return [name, sampleOf(field, schema)];
        const read = sampleOfReads(`$trigger.${name}`, nodes, nodes);
        return [name, field.expected ? sampleOfSchema(field, name, read) : read];
      }),
  );
}

export function sampleText(
  trigger: GraphNode | undefined,
  definition: Definition | undefined,
  readers: readonly GraphNode[] = [],
): string {
  const sample = samplePayload(effectiveOutput(trigger, definition), trigger?.config ?? {}, readers);
  return JSON.stringify(sample, null, 2);
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
