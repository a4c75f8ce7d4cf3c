import type { Definition, GraphNode } from "@/lib/api/types";
import { ancestorsOf } from "@/lib/graph/ancestors";
import { type FlatGraph, type FlatNode, loopsAround } from "@/lib/graph/body";
import { expressionBody, isExpression } from "@/lib/graph/expression";
import { definitionOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { effectiveOutput } from "./output-schema";
import type { Schema } from "../form/schema";
import { isOffloaded, shapeOfOffloaded } from "./offloaded";
import { type Samples, NO_SAMPLES } from "@/lib/graph/samples";
import { type Shape, shapeOfSchema } from "./shape";

const text = messages.expression;

/** A variable that an expression may read, without its `$`. */
export interface ScopeName {
  name: string;
  /** Where its value comes from, for people. */
  source: string;
  shape: Shape;
  /** The node whose output it is. */
  node?: FlatNode;
  /** The step whose output has to be pinned for a value to be known: a run tells only where it lies. */
  pin?: FlatNode | undefined;
}

/** What an expression may read where it stands. */
export interface Scope {
  names: readonly ScopeName[];
  /** What bare names are fields of; null where they have no meaning. */
  context: Shape | null;
}

export const EMPTY_SCOPE: Scope = { names: [], context: null };

/** Fields of a loop that are read at the end of an item, when its steps have run. */
const AT_END: ReadonlySet<string> = new Set(["config.until", "config.result"]);

const RUN: Schema = objectOf({
  id: text.runId,
  name: text.runName,
  arn: text.runArn,
  started_at: text.runStart,
});
const WORKFLOW: Schema = objectOf({ id: text.workflowId, version: text.workflowVersion });

/**
 * What an expression in `field` of a node may read: the loops around it, `$vars`, the trigger, and the output of each
 * ancestor, nearest first. `select` is the exception: it reads the action's own result only.
 */
export function scopeOf(
  graph: FlatGraph,
  node: FlatNode,
  field: string,
  definitions: ReadonlyMap<string, Definition>,
  samples: Samples = NO_SAMPLES,
): Scope {
  if (field === "settings.select") return selectScope(node, definitions, samples);
  const atEnd = node.type === "loop" && AT_END.has(field);
  const body = atEnd ? graph.nodes.filter(({ parent }) => parent === node.id) : [];
  const loops = [...(atEnd ? [node] : []), ...loopsAround(graph, node.id)];
  const ancestors = [...body.reverse(), ...ancestorsOf(graph, node.id)];
  const forItems = isItems(node, field);
  return {
    context: null,
    names: [
      ...loopNames(loops, samples, (loop) => storedSource(loop, graph, definitions)),
      ...varsName(ancestors, samples),
      ...triggerNames(ancestors, definitions, samples),
      ...ancestors
        .filter(({ type }) => type !== "trigger" && type !== "delay")
        .map((ancestor) => outputName(ancestor, ancestor.key, definitions, samples, forItems)),
      { name: "execution", source: text.thisRun, shape: shapeOfSchema(RUN, samples.execution) },
      { name: "workflow", source: text.thisWorkflow, shape: shapeOfSchema(WORKFLOW, samples.workflow) },
    ],
  };
}

/** `scopeOf` for the fields of one node, each worked out once. */
export function scopesFor(
  graph: FlatGraph,
  node: FlatNode,
  definitions: ReadonlyMap<string, Definition>,
  samples: Samples,
): (field: string) => Scope {
  const known = new Map<string, Scope>();
  return (field) => {
    // Most fields are read at the same place, and share one scope.
    const apart = field === "settings.select" || AT_END.has(field) || isItems(node, field);
    const place = apart ? field : "";
    const scope = known.get(place) ?? scopeOf(graph, node, field, definitions, samples);
    known.set(place, scope);
    return scope;
  };
}

/** The variables that have a value, by name: what an expression is tried on. */
export function bindingsOf({ names }: Scope): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap(({ name, shape }) => (shape.value === undefined ? [] : [[name, shape.value]])),
  );
}

function selectScope(node: FlatNode, definitions: ReadonlyMap<string, Definition>, samples: Samples): Scope {
  // Behind a `select` only what it kept was recorded: the whole result is known from its schema alone.
  const value = node.settings.select === undefined ? samples.outputs.get(node.key) : undefined;
  const shape = shapeOfSchema(definitionOf(node, definitions)?.output_schema ?? {}, value);
  return { context: shape, names: [{ name: "result", source: text.ownResult, shape }] };
}

/** The step that keeps a loop's items in S3. */
function storedSource(loop: FlatNode, graph: FlatGraph, definitions: ReadonlyMap<string, Definition>) {
  const { items } = loop.config;
  const name = isExpression(items) ? expressionBody(items) : "";
  return graph.nodes.find(
    (node) => name === `$${node.key}` && isOffloaded(node, definitionOf(node, definitions)),
  );
}

function loopNames(
  loops: readonly FlatNode[],
  samples: Samples,
  pinOf: (loop: FlatNode) => FlatNode | undefined,
): ScopeName[] {
  const [inner] = loops;
  if (!inner) return [];
  const source = inner.name || inner.key;
  const own = samples.items.get(inner.key);
  return [
    { name: "item", source, shape: { value: own?.item }, pin: pinOf(inner) },
    { name: "index", source, shape: { schema: ofType("integer"), value: own?.index }, pin: pinOf(inner) },
    ...loops.map((loop) => ({
      name: loop.key,
      source: loop.name || loop.key,
      shape: shapeOfSchema(
        objectOf({ item: text.loopItem, index: text.loopIndex }),
        samples.items.get(loop.key),
      ),
      pin: pinOf(loop),
    })),
  ];
}

function varsName(ancestors: readonly FlatNode[], samples: Samples): ScopeName[] {
  const setters = ancestors.filter(({ type }) => type === "set");
  if (setters.length === 0) return [];
  const schema: Schema = { type: "object", properties: {} };
  const values: Record<string, unknown> = {};
  // The nearest is first among the ancestors, and the last to set a value.
  for (const setter of [...setters].reverse()) {
    Object.assign(schema.properties ?? {}, outputSchema(setter, undefined).properties);
    const output = samples.outputs.get(setter.key);
    if (typeof output === "object" && output !== null) Object.assign(values, output);
  }
  const seen = setters.some(({ key }) => samples.outputs.has(key));
  return [{ name: "vars", source: text.setValues, shape: shapeOfSchema(schema, seen ? values : undefined) }];
}

function triggerNames(
  ancestors: readonly FlatNode[],
  definitions: ReadonlyMap<string, Definition>,
  samples: Samples,
): ScopeName[] {
  const triggers = ancestors.filter(({ type }) => type === "trigger");
  const fired = triggers.find(({ key }) => (samples.outputs.get(key) ?? null) !== null) ?? triggers[0];
  if (!fired) return [];
  return [
    outputName(fired, "trigger", definitions, samples),
    ...triggers.map((trigger) => outputName(trigger, trigger.key, definitions, samples)),
  ];
}

function outputName(
  node: FlatNode,
  name: string,
  definitions: ReadonlyMap<string, Definition>,
  samples: Samples,
  forItems = false,
): ScopeName {
  const definition = definitionOf(node, definitions);
  const value = samples.outputs.get(node.key);
  const shape = isOffloaded(node, definition)
    ? shapeOfOffloaded(value, forItems)
    : shapeOfSchema(outputSchema(node, definition), value);
  return { name, source: node.name || node.key, shape, node };
}

function isItems(node: FlatNode, field: string): boolean {
  return node.type === "loop" && field === "config.items";
}

function outputSchema(node: GraphNode, definition: Definition | undefined): Schema {
  if (node.type !== "set") return effectiveOutput(node, definition);
  const { values } = node.config;
  const names = typeof values === "object" && values !== null ? Object.keys(values) : [];
  return { type: "object", properties: Object.fromEntries(names.map((name) => [name, {}])) };
}

function objectOf(fields: Readonly<Record<string, string>>): Schema {
  const properties = Object.entries(fields).map(([name, description]) => [name, { description }]);
  return { type: "object", properties: Object.fromEntries(properties) as Record<string, Schema> };
}

function ofType(type: string): Shape["schema"] {
  return { own: { type }, root: {} };
}
