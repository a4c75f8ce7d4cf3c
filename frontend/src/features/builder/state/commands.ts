import type { GraphEdge, GraphNode } from "@/lib/api/types";
import { closesCycle } from "@/lib/graph/ancestors";
import type { Draft, FlatGraph, FlatNode } from "@/lib/graph/body";
import { freshId, freshNode, type NodeSeed } from "@/lib/graph/fresh-node";
import { Geometry, type Point, snap } from "@/lib/graph/geometry";
import { handlesOf } from "@/lib/graph/handles";
import { steady } from "./steady";

/** An edit of the draft: takes a document, gives the next one, never changes the one it was given. */
export type Command = (draft: Draft) => Draft;

const GAP = 88;
const BELOW = 28;

export function withGraph(draft: Draft, graph: Partial<FlatGraph>): Draft {
  return { ...draft, graph: { ...draft.graph, ...graph } };
}

export function keysOf(nodes: readonly GraphNode[]): Set<string> {
  return new Set(nodes.map(({ key }) => key));
}

export function updateDocument(change: Partial<Omit<Draft, "graph">>): Command {
  return (draft) => ({ ...draft, ...change });
}

/** Puts nodes where they were dropped; nothing happens when all of them are there already. */
export function moveNodes(positions: ReadonlyMap<string, Point>): Command {
  return (draft) => {
    let moved = false;
    const nodes = draft.graph.nodes.map((node) => {
      const position = positions.get(node.id);
      if (!position || (position.x === node.position.x && position.y === node.position.y)) return node;
      moved = true;
      return { ...node, position };
    });
    return moved ? withGraph(draft, steady(draft.graph, { ...draft.graph, nodes })) : draft;
  };
}

/** Why two nodes cannot be wired, or null. Being wired already is no fault: the edge is there. */
export function connectionFault(
  graph: FlatGraph,
  source: string,
  target: string,
): "cycle" | "trigger" | "border" | null {
  const from = graph.nodes.find(({ id }) => id === source);
  const to = graph.nodes.find(({ id }) => id === target);
  if (to?.type === "trigger") return "trigger";
  if (from?.parent !== to?.parent) return "border";
  return closesCycle(graph, source, target) ? "cycle" : null;
}

/** Adds the edge; leaves the document as it is when the edge exists or cannot be. */
export function connect(source: string, handle: string, target: string): Command {
  return (draft) => {
    const { graph } = draft;
    const exists = graph.edges.some(
      (edge) => edge.source === source && edge.source_handle === handle && edge.target === target,
    );
    if (exists || connectionFault(graph, source, target)) return draft;
    const edge: GraphEdge = { id: freshId("e"), source, source_handle: handle, target };
    const edges = [...graph.edges, edge];
    if (handle !== "error") return withGraph(draft, { edges });
    // An edge on the error handle means on_error: branch (workflow language, "Which nodes run").
    const nodes = graph.nodes.map((node) =>
      node.id === source ? { ...node, settings: { ...node.settings, on_error: "branch" as const } } : node,
    );
    return withGraph(draft, { nodes, edges });
  };
}

/** Where a new node goes: to the right of a node and wired to it, or to a place of a body (or of the top). */
export type Destination =
  { after: FlatNode; handle?: string | undefined } | { position: Point; parent?: string | undefined };

export function addNode(
  seed: NodeSeed,
  destination: Destination,
  id = freshId("n"),
): { id: string; command: Command } {
  const command: Command = (draft) => {
    const { graph } = draft;
    const after = "after" in destination ? destination.after : undefined;
    const parent = "after" in destination ? destination.after.parent : destination.parent;
    const place = "after" in destination ? placeAfter(graph, destination.after) : destination.position;
    const node: FlatNode = {
      ...freshNode(seed, snap(place), keysOf(graph.nodes)),
      id,
      ...(parent === undefined ? {} : { parent }),
    };
    const added = withGraph(draft, steady(graph, { ...graph, nodes: [...graph.nodes, node] }));
    if (!after || seed.type === "trigger") return added;
    const handle = ("handle" in destination ? destination.handle : undefined) ?? freeHandle(graph, after);
    return handle === undefined ? added : connect(after.id, handle, id)(added);
  };
  return { id, command };
}

/** The first handle without an edge, else the first; `error` only by hand. */
function freeHandle(graph: FlatGraph, node: FlatNode): string | undefined {
  const taken = new Set(
    graph.edges.filter(({ source }) => source === node.id).map((edge) => edge.source_handle),
  );
  const handles = handlesOf(node).filter((handle) => handle !== "error");
  return handles.find((handle) => !taken.has(handle)) ?? handles[0];
}

/** The place to the right of a node, moved down past what lies there. */
function placeAfter(graph: FlatGraph, after: FlatNode): Point {
  const geometry = new Geometry(graph);
  const x = after.position.x + geometry.size(after.id).width + GAP;
  const wanted = { width: 216, height: 60 };
  let { y } = after.position;
  const beside = graph.nodes.filter(({ parent }) => parent === after.parent);
  const covers = ({ id, position }: FlatNode) => {
    const { width, height } = geometry.size(id);
    const across = position.x < x + wanted.width && x < position.x + width;
    return across && position.y < y + wanted.height && y < position.y + height;
  };
  for (let blocker = beside.find(covers); blocker; blocker = beside.find(covers))
    y = blocker.position.y + geometry.size(blocker.id).height + BELOW;
  return { x, y };
}

export function updateNode(nodeId: string, change: (node: FlatNode) => FlatNode): Command {
  return (draft) =>
    withGraph(draft, {
      nodes: draft.graph.nodes.map((node) => (node.id === nodeId ? change(node) : node)),
    });
}

/** Gives a node its configuration; edges of ways that it no longer has go with them. */
export function configure(nodeId: string, config: GraphNode["config"]): Command {
  return (draft) => {
    const node = draft.graph.nodes.find(({ id }) => id === nodeId);
    if (!node) return draft;
    const gone = new Set(handlesOf(node));
    for (const handle of handlesOf({ ...node, config })) gone.delete(handle);
    const configured = updateNode(nodeId, (old) => ({ ...old, config }))(draft);
    if (gone.size === 0) return configured;
    const edges = draft.graph.edges.filter(
      ({ source, source_handle }) => source !== nodeId || !gone.has(source_handle ?? "out"),
    );
    return withGraph(configured, { edges });
  };
}

/** Switches nodes off, or on again; triggers have no such setting. */
export function setDisabled(nodeIds: ReadonlySet<string>, disabled: boolean): Command {
  return (draft) =>
    withGraph(draft, {
      nodes: draft.graph.nodes.map((node) => {
        const changes = nodeIds.has(node.id) && node.type !== "trigger" && isDisabled(node) !== disabled;
        if (!changes) return node;
        const { disabled: _, ...settings } = node.settings;
        return { ...node, settings: disabled ? { ...settings, disabled } : settings };
      }),
    });
}

export function isDisabled({ settings }: Pick<GraphNode, "settings">): boolean {
  return settings.disabled === true;
}

/** Replaces the graph, as a version brings it back. */
export function restoreGraph(graph: FlatGraph, settings: Draft["settings"]): Command {
  return (draft) => ({ ...draft, graph, settings });
}
