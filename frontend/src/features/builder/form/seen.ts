import type { NodeRun } from "@/lib/api/types";
import { type FlatGraph, isLoop, loopsAround } from "@/lib/graph/body";
import { expressionBody, isExpression } from "@/lib/graph/expression";

/** What a run showed: the outputs of nodes by their keys, and an item of each loop by the loop's key. */
export interface Seen {
  outputs: ReadonlyMap<string, unknown>;
  items: ReadonlyMap<string, unknown>;
}

export const NOTHING_SEEN: Seen = { outputs: new Map(), items: new Map() };

/** A reference with nothing computed: `$trigger.body.rows`. */
const REFERENCE = /^\$[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** The first item of a loop is known where its list is written down, or is a reference into what was seen. */
export function seenIn(graph: FlatGraph, runs: readonly NodeRun[]): Seen {
  const outputs = new Map<string, unknown>();
  for (const { key, status, output } of runs) if (status !== "skipped") outputs.set(key, output);
  const items = new Map<string, unknown>();
  // The outermost first: the list of an inner loop may come from the item of an outer one.
  const loops = graph.nodes
    .filter(isLoop)
    .map((loop) => ({ loop, around: loopsAround(graph, loop.id).map(({ key }) => key) }))
    .sort((a, b) => a.around.length - b.around.length);
  for (const { loop, around } of loops) {
    const list = listOf(loop.config.items, (root) => {
      if (root === "trigger") return outputOfTrigger(graph, outputs);
      if (root === "item") return items.get(around[0] ?? "");
      return around.includes(root) ? { item: items.get(root) } : outputs.get(root);
    });
    if (Array.isArray(list) && list.length > 0) items.set(loop.key, list[0]);
  }
  return { outputs, items };
}

function listOf(items: unknown, valueOf: (root: string) => unknown): unknown {
  if (!isExpression(items)) return items;
  const source = expressionBody(items);
  if (!REFERENCE.test(source)) return undefined;
  const [root = "", ...path] = source.slice(1).split(".");
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    valueOf(root),
  );
}

function outputOfTrigger({ nodes }: FlatGraph, outputs: ReadonlyMap<string, unknown>): unknown {
  const started = nodes.find(({ type, key }) => type === "trigger" && outputs.has(key));
  return started && outputs.get(started.key);
}
