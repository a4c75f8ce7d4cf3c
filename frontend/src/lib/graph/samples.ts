import type { NodeRun } from "@/lib/api/types";
import { ancestorsOf } from "./ancestors";
import { type FlatGraph, type FlatNode, loopsAround } from "./body";

/** What the variables of an expression were, or would be, at one place of one run. */
export interface Samples {
  /** Outputs by node key; null of a node that was skipped. */
  outputs: ReadonlyMap<string, unknown>;
  /** The item in hand and its number, by loop key. */
  items: ReadonlyMap<string, { item: unknown; index: number }>;
  execution?: unknown;
  workflow?: unknown;
}

export const NO_SAMPLES: Samples = { outputs: new Map(), items: new Map() };

/** The outputs a place of a run sees: `iteration` says which items of the loops around it (`"3.0"`). */
export function outputsAt(
  graph: FlatGraph,
  runs: readonly NodeRun[],
  iteration: string,
): Map<string, unknown> {
  const depths = depthsOf(graph);
  const at = iteration === "" ? [] : iteration.split(".");
  const outputs = new Map<string, unknown>();
  for (const run of runs) {
    const depth = depths.get(run.key);
    if (depth === undefined || depth > at.length) continue;
    if (run.iteration !== at.slice(0, depth).join(".")) continue;
    if (run.status === "skipped") outputs.set(run.key, null);
    // Attempts come in order: the last one that gave something counts.
    else if (run.status === "succeeded" || (run.output ?? null) !== null)
      outputs.set(run.key, run.output ?? null);
  }
  return outputs;
}

/** How many loops are around each node, by key. A loop stands before the nodes of its body. */
function depthsOf({ nodes }: FlatGraph): Map<string, number> {
  const byId = new Map<string, number>();
  for (const { id, parent } of nodes) byId.set(id, parent === undefined ? 0 : (byId.get(parent) ?? 0) + 1);
  return new Map(nodes.map(({ id, key }) => [key, byId.get(id) ?? 0]));
}

/** The iterations a node went through, in their order; `[""]` outside of loops and where nothing is known. */
export function iterationsOf(graph: FlatGraph, node: FlatNode, runs: readonly NodeRun[]): string[] {
  if (loopsAround(graph, node.id).length === 0) return [""];
  const siblings = new Set(graph.nodes.filter(({ parent }) => parent === node.parent).map(({ key }) => key));
  const found = new Set(runs.filter(({ key }) => siblings.has(key)).map(({ iteration }) => iteration));
  return found.size === 0 ? [""] : [...found];
}

/**
 * The items of the loops around a node, outermost first: each list is what its loop's `items` gives, where `evaluate`
 * can tell from what is known so far.
 */
export async function itemsAt(
  loops: readonly FlatNode[],
  iteration: string,
  evaluate: (
    items: unknown,
    loop: FlatNode,
    known: ReadonlyMap<string, { item: unknown; index: number }>,
  ) => Promise<unknown>,
): Promise<Map<string, { item: unknown; index: number }>> {
  const at = iteration === "" ? [] : iteration.split(".").map(Number);
  const known = new Map<string, { item: unknown; index: number }>();
  for (const [depth, loop] of loops.entries()) {
    const list = await evaluate(loop.config.items, loop, known);
    const index = at[depth] ?? 0;
    if (!Array.isArray(list) || list.length <= index) break;
    known.set(loop.key, { item: list[index] as unknown, index });
  }
  return known;
}

/** The value of each variable that an expression at a node could read in a run, by name; those that are known. */
export function valuesAt(
  graph: FlatGraph,
  node: FlatNode,
  { outputs, items, execution, workflow }: Samples,
): Record<string, unknown> {
  const ancestors = ancestorsOf(graph, node.id);
  const known = ancestors.filter(({ key }) => outputs.has(key));
  const values: Record<string, unknown> = { execution, workflow };
  for (const { key } of known) values[key] = outputs.get(key);
  const fired = known.find(({ type, key }) => type === "trigger" && outputs.get(key) !== null);
  if (fired) values.trigger = outputs.get(fired.key);
  // The nearest is first among the ancestors, and the last to set a value.
  const setters = known.filter(({ type }) => type === "set").reverse();
  if (setters.length > 0) values.vars = Object.assign({}, ...setters.map(({ key }) => outputs.get(key)));
  const loops = loopsAround(graph, node.id);
  for (const { key } of loops) if (items.has(key)) values[key] = items.get(key);
  return { ...values, ...items.get(loops[0]?.key ?? "") };
}
