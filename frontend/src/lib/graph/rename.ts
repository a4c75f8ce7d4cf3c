import type { FlatGraph } from "./body";

/** Gives nodes other keys, by their old ones, all at once, and rewrites every expression that read them. */
export function renameKeys(graph: FlatGraph, keys: ReadonlyMap<string, string>): FlatGraph {
  if (keys.size === 0) return graph;
  const nodes = graph.nodes.map((node) => {
    const key = keys.get(node.key) ?? node.key;
    const config = rewritten(node.config, keys);
    const settings = rewritten(node.settings, keys);
    const same = key === node.key && config === node.config && settings === node.settings;
    return same ? node : { ...node, key, config, settings };
  });
  return { ...graph, nodes };
}

const REFERENCE = /\$([a-z][a-z0-9_]*)(?![A-Za-z0-9_])/g;

/** The value itself where nothing in it reads one of the keys. */
function rewritten<T>(value: T, keys: ReadonlyMap<string, string>): T {
  if (typeof value === "string") {
    if (!value.startsWith("{%")) return value;
    return value.replace(REFERENCE, (whole, key: string) => {
      const renamed = keys.get(key);
      return renamed === undefined ? whole : `$${renamed}`;
    }) as T;
  }
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value as Record<string, unknown>);
  const next = entries.map(([name, child]) => [name, rewritten(child, keys)] as const);
  if (next.every(([, child], at) => child === entries[at]?.[1])) return value;
  return (Array.isArray(value) ? next.map(([, child]) => child) : Object.fromEntries(next)) as T;
}
