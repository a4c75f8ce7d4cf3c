/** Edits of how nodes follow each other: putting one in between, taking one out, leading an edge elsewhere. */
import type { GraphEdge } from "@/lib/api/types";
import { type Draft, type FlatGraph, type FlatNode, levelsOf } from "@/lib/graph/body";
import { freshId, type NodeSeed } from "@/lib/graph/fresh-node";
import { Geometry, GRID, NODE_SIZE, type Point, snap } from "@/lib/graph/geometry";
import { acceptsInput, rightHandles } from "@/lib/graph/handles";
import { keepBeside } from "./annotations";
import { addNode, type Command, connect, moveNodes, withGraph } from "./commands";
import { moveInto, removeItems } from "./membership";

/** Room between a node and what was put beside it. */
const GAP = 56;

/** Whether something with these ways in and out can lie between two nodes. */
export function canLieBetween(node: Pick<FlatNode, "type" | "config">): boolean {
  return acceptsInput(node) && rightHandles(node).length > 0;
}

/** Adds a node in the middle of an edge, or where it was dropped; what follows makes room. */
export function insertOnEdge(
  edgeId: string,
  seed: NodeSeed,
  dropped?: Point,
): { id: string; command: Command } {
  const id = freshId("n");
  const command: Command = (draft) => {
    const ends = endsOf(draft.graph, edgeId);
    if (!ends) return draft;
    const geometry = new Geometry(draft.graph);
    const { parent } = ends.source;
    const position = dropped ? geometry.fromAbsolute(dropped, parent) : middleOf(ends, geometry);
    const added = addNode(seed, { position, parent }, id).command(draft);
    return spliced(draft, added, edgeId, id);
  };
  return { id, command };
}

/** Puts a node without edges between the two ends of an edge; it joins their loop. */
export function spliceNode(edgeId: string, nodeId: string): Command {
  return (draft) => {
    const ends = endsOf(draft.graph, edgeId);
    if (!ends || !canSplice(draft.graph, nodeId)) return draft;
    return spliced(draft, moveInto(new Set([nodeId]), ends.source.parent)(draft), edgeId, nodeId);
  };
}

/** Whether a node is free to be put on an edge. */
export function canSplice(graph: FlatGraph, nodeId: string): boolean {
  const node = graph.nodes.find(({ id }) => id === nodeId);
  const wired = graph.edges.some(({ source, target }) => source === nodeId || target === nodeId);
  return node !== undefined && !wired && canLieBetween(node);
}

interface Ends {
  edge: GraphEdge;
  source: FlatNode;
  target: FlatNode;
}

function endsOf(graph: FlatGraph, edgeId: string): Ends | null {
  const edge = graph.edges.find(({ id }) => id === edgeId);
  const source = graph.nodes.find(({ id }) => id === edge?.source);
  const target = graph.nodes.find(({ id }) => id === edge?.target);
  return edge && source && target ? { edge, source, target } : null;
}

/** Between the ends when there is room, else right behind the source; as high as the way between them. */
function middleOf({ source, target }: Ends, geometry: Geometry): Point {
  const from = geometry.rect(source);
  const to = geometry.rect(target);
  const between = (from.x + from.width + to.x - NODE_SIZE.width) / 2;
  const y = (from.y + from.height / 2 + to.y + to.height / 2) / 2 - NODE_SIZE.height / 2;
  const absolute = { x: Math.max(between, from.x + from.width + GAP), y };
  return geometry.fromAbsolute(absolute, source.parent);
}

function spliced(before: Draft, placed: Draft, edgeId: string, nodeId: string): Draft {
  const ends = endsOf(placed.graph, edgeId);
  const node = placed.graph.nodes.find(({ id }) => id === nodeId);
  const out = node && rightHandles(node)[0];
  if (!ends || !node || out === undefined || node.parent !== ends.source.parent) return placed;
  // In the place of the edge: the order of edges decides what `first` and `last` mean to a merge.
  const edges = placed.graph.edges.flatMap((edge): GraphEdge[] =>
    edge.id === edgeId
      ? [
          {
            id: freshId("e"),
            source: edge.source,
            source_handle: edge.source_handle ?? "out",
            target: nodeId,
          },
          { ...edge, source: nodeId, source_handle: out },
        ]
      : [edge],
  );
  return keepBeside(before, makeRoom(withGraph(placed, { edges }), ends.source.id, nodeId, ends.target.id));
}

/** Moves what follows a node that was put in between to the right, so far that nothing lies on it. */
function makeRoom(draft: Draft, sourceId: string, nodeId: string, targetId: string): Draft {
  const geometry = new Geometry(draft.graph);
  const find = (id: string) => draft.graph.nodes.find((each) => each.id === id);
  const [source, node, target] = [find(sourceId), find(nodeId), find(targetId)];
  if (!source || !node || !target) return draft;
  const x = Math.max(node.position.x, source.position.x + geometry.size(source.id).width + GAP);
  const short = x + geometry.size(node.id).width + GAP - target.position.x;
  const positions = new Map([[node.id, snap({ x, y: node.position.y })]]);
  const step = Math.ceil(short / GRID) * GRID;
  if (step > 0)
    for (const { id, position } of followersOf(draft.graph, target))
      positions.set(id, { x: position.x + step, y: position.y });
  return moveNodes(positions)(draft);
}

/** A node and what comes after it on the same level and further right. */
function followersOf(graph: FlatGraph, first: FlatNode): FlatNode[] {
  const level = levelsOf(graph).get(first.parent ?? null);
  const nodes = new Map(level?.nodes.map((node) => [node.id, node]));
  const found = new Map([[first.id, first]]);
  for (const { id } of found.values())
    for (const { source, target } of level?.edges ?? []) {
      const next = source === id ? nodes.get(target) : undefined;
      if (next && next.position.x >= first.position.x) found.set(next.id, next);
    }
  return [...found.values()];
}

/** Removes items, and connects what came before each node to the one that came after it. */
export function removeAndReconnect(nodeIds: ReadonlySet<string>, edgeIds: ReadonlySet<string>): Command {
  return (draft) => {
    let bridged = draft;
    for (const id of nodeIds) {
      const into = bridged.graph.edges.filter(({ target }) => target === id);
      const out = bridged.graph.edges.filter(
        ({ source, source_handle }) => source === id && source_handle !== "error",
      );
      const [only] = out;
      if (!only || out.length > 1) continue;
      for (const edge of into)
        bridged = reroute(edge.id, edge.source, edge.source_handle ?? "out", only.target)(bridged);
    }
    return removeItems(nodeIds, edgeIds)(bridged);
  };
}

/** Whether removing these nodes leaves ends that can be connected. */
export function canReconnect(graph: FlatGraph, nodeIds: ReadonlySet<string>): boolean {
  return [...nodeIds].some((id) => {
    const out = graph.edges.filter(({ source, source_handle }) => source === id && source_handle !== "error");
    return out.length === 1 && graph.edges.some(({ target }) => target === id);
  });
}

/** Leads an edge from or to elsewhere, and leaves it as it is where that cannot be. It keeps its place among the edges. */
export function reroute(edgeId: string, source: string, handle: string, target: string): Command {
  return (draft) => {
    const at = draft.graph.edges.findIndex(({ id }) => id === edgeId);
    const old = draft.graph.edges[at];
    if (!old) return draft;
    const without = withGraph(draft, { edges: draft.graph.edges.toSpliced(at, 1) });
    const rerouted = connect(source, handle, target)(without);
    const fresh = rerouted.graph.edges.at(-1);
    if (rerouted === without || !fresh) return draft;
    const same =
      fresh.target === old.target && fresh.source === old.source && handle === (old.source_handle ?? "out");
    return same
      ? draft
      : withGraph(rerouted, { edges: without.graph.edges.toSpliced(at, 0, { ...fresh, id: old.id }) });
  };
}
