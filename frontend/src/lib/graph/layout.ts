import dagre from "@dagrejs/dagre";
import type { GraphEdge } from "@/lib/api/types";
import { type FlatGraph, levelsOf } from "./body";
import { Geometry, type Point, snap } from "./geometry";
import { handlesOf } from "./handles";

/**
 * Left-to-right positions by node id, bodies from the inside out; branches lie below each other in the order of their
 * handles.
 */
export function layoutGraph(graph: FlatGraph): Map<string, Point> {
  const places = new Map<string, Point>();
  const levels = levelsOf(graph);
  const arrange = (parent: string | null) => {
    const level = levels.get(parent);
    if (!level) return;
    for (const { id } of level.nodes) arrange(id);
    const nodes = graph.nodes.map((node) => ({ ...node, position: places.get(node.id) ?? node.position }));
    const geometry = new Geometry({ nodes, edges: graph.edges });
    for (const [id, place] of layoutLevel(level, geometry)) places.set(id, place);
  };
  arrange(null);
  return places;
}

function layoutLevel({ nodes, edges }: FlatGraph, geometry: Geometry): Map<string, Point> {
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: "LR", nodesep: 36, ranksep: 88, marginx: 0, marginy: 0 });
  layout.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) layout.setNode(id, { ...geometry.size(id) });
  for (const { source, target } of fromLastToFirst({ nodes, edges })) layout.setEdge(source, target);
  dagre.layout(layout);
  return new Map(
    nodes.map(({ id }) => {
      const { x, y } = layout.node(id) as Point;
      const { width, height } = geometry.size(id);
      return [id, snap({ x: x - width / 2, y: y - height / 2 })];
    }),
  );
}

/** The edges of a level, those of later handles first: dagre stacks what it is given from the bottom up. */
function fromLastToFirst({ nodes, edges }: FlatGraph): GraphEdge[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rank = ({ source, source_handle }: GraphEdge) => {
    const node = byId.get(source);
    return node ? handlesOf(node).indexOf(source_handle ?? "out") : 0;
  };
  return edges
    .filter(({ source, target }) => byId.has(source) && byId.has(target))
    .toSorted((a, b) => rank(a) - rank(b))
    .reverse();
}
