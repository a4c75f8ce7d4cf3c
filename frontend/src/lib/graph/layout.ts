import dagre from "@dagrejs/dagre";
import type { Graph } from "@/lib/api/types";

/** Size of a node card in canvas units; fixed, so that large graphs need no measuring. */
export const NODE_SIZE = { width: 216, height: 60 } as const;

const GRID = 8;

export interface Point {
  x: number;
  y: number;
}

export function snap(point: Point): Point {
  return { x: Math.round(point.x / GRID) * GRID, y: Math.round(point.y / GRID) * GRID };
}

/** Left-to-right positions by node id; the order of edges in the graph keeps branches in reading order. */
export function layoutGraph(graph: Graph): Map<string, Point> {
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: "LR", nodesep: 36, ranksep: 88, marginx: 0, marginy: 0 });
  layout.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) layout.setNode(node.id, { ...NODE_SIZE });
  for (const edge of graph.edges) layout.setEdge(edge.source, edge.target);
  dagre.layout(layout);
  return new Map(
    graph.nodes.map(({ id }) => {
      const { x, y } = layout.node(id) as Point;
      return [id, snap({ x: x - NODE_SIZE.width / 2, y: y - NODE_SIZE.height / 2 })];
    }),
  );
}
