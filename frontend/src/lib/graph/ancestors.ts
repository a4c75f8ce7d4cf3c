import type { FlatGraph, FlatNode } from "./body";

/**
 * The nodes whose output a node may read, nearest first: breadth-first against the edges. In a loop's body these are
 * also the ones before the loop, but not the loop itself: it has no result yet.
 */
export function ancestorsOf(graph: FlatGraph, nodeId: string): FlatNode[] {
  const sources = new Map<string, string[]>();
  for (const edge of graph.edges)
    sources.set(edge.target, [...(sources.get(edge.target) ?? []), edge.source]);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const found: FlatNode[] = [];
  const seen = new Set<string>();
  for (let from: string | undefined = nodeId; from !== undefined; from = nodes.get(from)?.parent) {
    seen.add(from);
    const queue = [from];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      for (const source of sources.get(id) ?? []) {
        if (seen.has(source)) continue;
        seen.add(source);
        queue.push(source);
        const node = nodes.get(source);
        if (node) found.push(node);
      }
    }
  }
  return found;
}

/** Whether an edge from `source` to `target` would close a cycle: the graph is a DAG. */
export function closesCycle(graph: FlatGraph, source: string, target: string): boolean {
  return source === target || ancestorsOf(graph, source).some((node) => node.id === target);
}
