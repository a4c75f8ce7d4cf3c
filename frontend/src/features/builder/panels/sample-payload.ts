import type { Definition, GraphNode } from "@/lib/api/types";
import { fieldsOf, resolveField, type Schema } from "../form/schema";

/**
 * A value of a trigger's output schema to begin with. What the node's configuration fixes (method, path, topic) is
 * taken from there; free JSON, such as a request's body, gets the fields that `readers` read of it.
 */
export function samplePayload(
  schema: Schema,
  config: Record<string, unknown>,
  readers: readonly GraphNode[] = [],
): unknown {
  const read = JSON.stringify(readers.map((node) => node.config));
  return Object.fromEntries(
    fieldsOf(schema)
      .filter(({ required }) => required)
      .map(({ name, schema: field }) => {
        if (config[name] !== undefined) return [name, config[name]];
        const isFree = resolveField(field, schema).control.kind === "any";
        return [name, isFree ? sampleOfReads(read, name) : sampleOf(field, schema)];
      }),
  );
}

export function sampleText(
  trigger: GraphNode | undefined,
  definition: Definition | undefined,
  readers: readonly GraphNode[] = [],
): string {
  const sample = samplePayload(definition?.output_schema ?? {}, trigger?.config ?? {}, readers);
  return JSON.stringify(sample, null, 2);
}

/** What a name suggests, for someone who wants to see a run before there is data. */
const SUGGESTED: readonly [RegExp, unknown][] = [
  [/mail/i, "ada@example.com"],
  [/name|customer|user|author/i, "Ada"],
  [/url|link|address/i, "https://example.com"],
  [/(date|_at|time)$/i, "2030-01-31T09:00:00Z"],
  [/zone/i, "Europe/Berlin"],
  [/total|amount|price|count|quantity|number|score|age|size/i, 1],
];

/** An object with the fields that expressions read of `$trigger.<field>`: `$trigger.body.email` gives `{email: ...}`. */
function sampleOfReads(expressions: string, field: string): unknown {
  const sample: Record<string, unknown> = {};
  const reads = expressions.matchAll(
    new RegExp(`\\$trigger\\.${field}((?:\\.[A-Za-z_][A-Za-z0-9_]*)+)`, "g"),
  );
  for (const [, path = ""] of reads) {
    const names = path.slice(1).split(".");
    let at = sample;
    names.forEach((name, depth) => {
      const isLast = depth === names.length - 1;
      const there = at[name];
      if (isLast) at[name] = there ?? SUGGESTED.find(([pattern]) => pattern.test(name))?.[1] ?? "text";
      else
        at = (at[name] = typeof there === "object" && there !== null ? there : {}) as Record<string, unknown>;
    });
  }
  return sample;
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
