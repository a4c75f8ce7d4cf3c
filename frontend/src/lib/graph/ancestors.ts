import type { Graph, GraphNode } from "@/lib/api/types";

/** The nodes whose output a node may read, nearest first: breadth-first against the edges. */
export function ancestorsOf(graph: Graph, nodeId: string): GraphNode[] {
  const sources = new Map<string, string[]>();
  for (const edge of graph.edges)
    sources.set(edge.target, [...(sources.get(edge.target) ?? []), edge.source]);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const found: GraphNode[] = [];
  const seen = new Set([nodeId]);
  const queue = [nodeId];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const source of sources.get(id) ?? []) {
      if (seen.has(source)) continue;
      seen.add(source);
      queue.push(source);
      const node = nodes.get(source);
      if (node) found.push(node);
    }
  }
  return found;
}

/** Whether an edge from `source` to `target` would close a cycle: the graph is a DAG. */
export function closesCycle(graph: Graph, source: string, target: string): boolean {
  return source === target || ancestorsOf(graph, source).some((node) => node.id === target);
}
