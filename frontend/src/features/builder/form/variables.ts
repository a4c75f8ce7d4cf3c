import type { Definition, GraphNode } from "@/lib/api/types";
import { ancestorsOf } from "@/lib/graph/ancestors";
import { type FlatGraph, loopsAround } from "@/lib/graph/body";
import { definitionOf } from "@/lib/graph/family";
import { resolveField, type Schema } from "./schema";
import { NOTHING_SEEN, type Seen } from "./seen";

/** A reference an expression may use, and where its value comes from. */
export interface Variable {
  reference: string;
  source: string;
}

const DEPTH = 2;
const SEEN_DEPTH = 3;
const MOST_FIELDS = 50;
/** Others need quotes in an expression. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function referencesOf(schema: Schema, root: Schema, prefix: string, depth: number): string[] {
  const { control } = resolveField(schema, root);
  if (control.kind !== "object" || depth === 0) return [prefix];
  return [
    prefix,
    ...control.fields.flatMap((field) =>
      referencesOf(field.schema, root, `${prefix}.${field.name}`, depth - 1),
    ),
  ];
}

/** The references into a value that was seen: what a schema that says "any" cannot tell. */
function referencesInto(value: unknown, prefix: string, depth: number): string[] {
  if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value)) return [prefix];
  return [
    prefix,
    ...Object.entries(value)
      .filter(([name]) => PLAIN_NAME.test(name))
      .slice(0, MOST_FIELDS)
      .flatMap(([name, child]) => referencesInto(child, `${prefix}.${name}`, depth - 1)),
  ];
}

function outputOf(node: GraphNode, definition: Definition | undefined): Schema {
  if (node.type === "set") {
    const values = node.config.values;
    const names = typeof values === "object" && values !== null ? Object.keys(values) : [];
    return { type: "object", properties: Object.fromEntries(names.map((name) => [name, {}])) };
  }
  return definition?.output_schema ?? {};
}

/**
 * What the loops around a node give it: the item in hand by short names, those of outer loops by the loop's key. `items`
 * are items that a run went through, by loop key: their fields are offered too.
 */
function loopVariables(graph: FlatGraph, nodeId: string, items: ReadonlyMap<string, unknown>): Variable[] {
  return loopsAround(graph, nodeId).flatMap((loop, depth) => {
    const names = depth === 0 ? ["", `${loop.key}.`] : [`${loop.key}.`];
    const references = names.flatMap((name) => [
      ...referencesInto(items.get(loop.key), `$${name}item`, SEEN_DEPTH),
      `$${name}index`,
    ]);
    return references.map((reference) => ({ reference, source: loop.name || loop.key }));
  });
}

/**
 * Everything a node may read: the items of the loops around it, `$vars`, the trigger, and the output of each ancestor,
 * nearest first. `seen` is what a run showed: its fields are offered too.
 */
export function variablesFor(
  graph: FlatGraph,
  nodeId: string,
  definitions: ReadonlyMap<string, Definition>,
  seen: Seen = NOTHING_SEEN,
): Variable[] {
  const ancestors = ancestorsOf(graph, nodeId);
  const outputs = ancestors.flatMap((node) => {
    const schema = outputOf(node, definitionOf(node, definitions));
    const prefix = node.type === "trigger" ? "$trigger" : `$${node.key}`;
    const told = referencesOf(schema, schema, prefix, DEPTH);
    const found = seen.outputs.has(node.key)
      ? referencesInto(seen.outputs.get(node.key), prefix, SEEN_DEPTH)
      : [];
    return [...told, ...found].map((reference) => ({
      reference,
      source: node.name || node.key,
    }));
  });
  const vars = ancestors
    .filter(({ type }) => type === "set")
    .flatMap((node) =>
      Object.keys(outputOf(node, undefined).properties ?? {}).map((name) => ({
        reference: `$vars.${name}`,
        source: node.name || node.key,
      })),
    );
  const listed = new Set<string>();
  return [...loopVariables(graph, nodeId, seen.items), ...vars, ...outputs].filter(
    ({ reference }) => !listed.has(reference) && listed.add(reference),
  );
}
