import dagre from "@dagrejs/dagre";
import type { Annotation, GraphEdge } from "@/lib/api/types";
import { annotationsOf, boundsOf, frameAround, membersOf, type Rect } from "./annotations";
import { type FlatGraph, levelsOf } from "./body";
import { cornerOf, Geometry, type Point, type Size, snap } from "./geometry";
import { handlesOf } from "./handles";
import { readingOrder } from "./reading-order";

/** What is laid out as a whole: a node, or a group with all that it holds. */
interface Block extends Size {
  id: string;
  /** The nodes in it, with their places in the block. */
  nodes: ReadonlyMap<string, Point>;
}

/**
 * Left-to-right positions by node id, bodies from the inside out; branches lie below each other in the order of their
 * handles, and groups stay together. With `only`, the others stay where they are, and those laid out keep their corner.
 */
export function layoutGraph(graph: FlatGraph, only?: ReadonlySet<string>): Map<string, Point> {
  const places = new Map<string, Point>();
  const levels = levelsOf(graph);
  const drawn = new Geometry(graph);
  const ids = new Set(graph.nodes.map(({ id }) => id));
  const groups = annotationsOf(graph)
    .filter(({ kind }) => kind === "group")
    .map((group) => ({ group, steps: new Set([...membersOf(group, drawn)].filter((id) => ids.has(id))) }));
  const arrange = (parent: string | null) => {
    const level = levels.get(parent);
    if (!level) return;
    for (const { id } of level.nodes) arrange(id);
    const chosen = only ? level.nodes.filter(({ id }) => only.has(id)) : level.nodes;
    if (only && chosen.length < 2) return;
    const nodes = graph.nodes.map((node) => ({ ...node, position: places.get(node.id) ?? node.position }));
    const geometry = new Geometry({ nodes, edges: graph.edges });
    const blocks = chosen.map(({ id }) => ({
      id,
      ...geometry.size(id),
      nodes: new Map([[id, { x: 0, y: 0 }]]),
    }));
    const edges = inOrder({ nodes: chosen, edges: level.edges });
    const laidOut = layoutBlocks(withGroups(blocks, groups, edges), edges).nodes;
    const corner = only ? cornerOf(chosen) : { x: 0, y: 0 };
    for (const [id, { x, y }] of laidOut) places.set(id, snap({ x: corner.x + x, y: corner.y + y }));
  };
  arrange(null);
  return places;
}

interface Held {
  group: Annotation;
  steps: ReadonlySet<string>;
}

/** Puts the nodes of each group that is laid out whole into one block, inner groups first. */
function withGroups(blocks: Block[], groups: readonly Held[], edges: readonly GraphEdge[]): Block[] {
  const area = ({ group: { size } }: Held) => size.width * size.height;
  const laidOut = new Set(blocks.map(({ id }) => id));
  return groups
    .filter(({ steps }) => steps.size > 0 && [...steps].every((id) => laidOut.has(id)))
    .toSorted((a, b) => area(a) - area(b))
    .reduce((all, { group, steps }) => {
      const held = all.filter(({ nodes }) => [...nodes.keys()].every((id) => steps.has(id)));
      const inner = layoutBlocks(held, edges);
      const { position, size } = frameAround({ x: 0, y: 0, width: inner.width, height: inner.height });
      const nodes = new Map(
        [...inner.nodes].map(([id, { x, y }]) => [id, { x: x - position.x, y: y - position.y }]),
      );
      const at = all.findIndex((block) => held.includes(block));
      return all.filter((block) => !held.includes(block)).toSpliced(at, 0, { id: group.id, ...size, nodes });
    }, blocks);
}

/** Lays blocks out by the edges between them, from their common corner on. `edges` are in reading order. */
function layoutBlocks(blocks: readonly Block[], edges: readonly GraphEdge[]): Omit<Block, "id"> {
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: "LR", nodesep: 36, ranksep: 88, marginx: 0, marginy: 0 });
  layout.setDefaultEdgeLabel(() => ({}));
  const blockOf = new Map(blocks.flatMap(({ id, nodes }) => [...nodes.keys()].map((node) => [node, id])));
  for (const { id, width, height } of blocks) layout.setNode(id, { width, height });
  const reading: [string, string][] = [];
  for (const { source, target } of edges) {
    const [from, to] = [blockOf.get(source), blockOf.get(target)];
    if (from === undefined || to === undefined || from === to || layout.hasEdge(from, to)) continue;
    layout.setEdge(from, to);
    reading.push([from, to]);
  }
  const customOrder = readingOrder(
    reading,
    blocks.map(({ id }) => id),
  );
  dagre.layout(layout, { customOrder });
  const rects = blocks.map(({ id, width, height }): Rect => {
    const { x, y } = layout.node(id) as Point;
    return { x: x - width / 2, y: y - height / 2, width, height };
  });
  const bounds = boundsOf(rects) ?? { x: 0, y: 0, width: 0, height: 0 };
  const nodes = new Map(
    blocks.flatMap((block, at) => {
      const { x, y } = rects[at] ?? bounds;
      return [...block.nodes].map(([id, inner]): [string, Point] => [
        id,
        { x: x - bounds.x + inner.x, y: y - bounds.y + inner.y },
      ]);
    }),
  );
  return { width: bounds.width, height: bounds.height, nodes };
}

/** The edges of a level as people read them: by their source, its handles from top to bottom, then as they were drawn. */
function inOrder({ nodes, edges }: FlatGraph): GraphEdge[] {
  const places = new Map(nodes.map((node, at) => [node.id, { at, handles: handlesOf(node) }]));
  const rank = ({ source, source_handle }: GraphEdge): [number, number] => {
    const place = places.get(source);
    return place ? [place.at, place.handles.indexOf(source_handle ?? "out")] : [0, 0];
  };
  return edges
    .filter(({ source, target }) => places.has(source) && places.has(target))
    .toSorted((a, b) => {
      const [first, second] = [rank(a), rank(b)];
      return first[0] - second[0] || first[1] - second[1];
    });
}
