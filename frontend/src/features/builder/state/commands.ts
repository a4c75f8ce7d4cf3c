import type { Graph, GraphEdge, GraphNode, WorkflowDocument } from "@/lib/api/types";
import { closesCycle } from "@/lib/graph/ancestors";
import { freshId, freshNode, type NodeSeed } from "@/lib/graph/fresh-node";
import { handlesOf } from "@/lib/graph/handles";
import { freeKey } from "@/lib/graph/keys";
import { layoutGraph, NODE_SIZE, type Point, snap } from "@/lib/graph/layout";

/** An edit of the draft: takes a document, gives the next one, never changes the one it was given. */
export type Command = (document: WorkflowDocument) => WorkflowDocument;

/** A piece of a graph as it travels on the clipboard. */
export type Fragment = Graph;

const GAP = 88;
const PASTE_OFFSET = 32;

function withGraph(document: WorkflowDocument, graph: Partial<Graph>): WorkflowDocument {
  return { ...document, graph: { ...document.graph, ...graph } };
}

function keysOf(nodes: readonly GraphNode[]): Set<string> {
  return new Set(nodes.map(({ key }) => key));
}

export function updateDocument(change: Partial<Omit<WorkflowDocument, "graph">>): Command {
  return (document) => ({ ...document, ...change });
}

/** Puts nodes where they were dropped; nothing happens when all of them are there already. */
export function moveNodes(positions: ReadonlyMap<string, Point>): Command {
  return (document) => {
    let moved = false;
    const nodes = document.graph.nodes.map((node) => {
      const position = positions.get(node.id);
      if (!position || (position.x === node.position.x && position.y === node.position.y)) return node;
      moved = true;
      return { ...node, position };
    });
    return moved ? withGraph(document, { nodes }) : document;
  };
}

export function removeItems(nodeIds: ReadonlySet<string>, edgeIds: ReadonlySet<string>): Command {
  return (document) =>
    withGraph(document, {
      nodes: document.graph.nodes.filter(({ id }) => !nodeIds.has(id)),
      edges: document.graph.edges.filter(
        ({ id, source, target }) => !edgeIds.has(id) && !nodeIds.has(source) && !nodeIds.has(target),
      ),
    });
}

/** Why two nodes cannot be wired, or null. Being wired already is no fault: the edge is there. */
export function connectionFault(graph: Graph, source: string, target: string): "cycle" | "trigger" | null {
  if (graph.nodes.find(({ id }) => id === target)?.type === "trigger") return "trigger";
  return closesCycle(graph, source, target) ? "cycle" : null;
}

/** Adds the edge; leaves the document as it is when the edge exists or cannot be. */
export function connect(source: string, handle: string, target: string): Command {
  return (document) => {
    const { graph } = document;
    const exists = graph.edges.some(
      (edge) => edge.source === source && edge.source_handle === handle && edge.target === target,
    );
    if (exists || connectionFault(graph, source, target)) return document;
    const edge: GraphEdge = { id: freshId("e"), source, source_handle: handle, target };
    const edges = [...graph.edges, edge];
    if (handle !== "error") return withGraph(document, { edges });
    // An edge on the error handle means on_error: branch (workflow language, "Which nodes run").
    const nodes = graph.nodes.map((node) =>
      node.id === source ? { ...node, settings: { ...node.settings, on_error: "branch" } } : node,
    );
    return withGraph(document, { nodes, edges });
  };
}

/** Adds a node; with `after`, to the right of that node and wired from its first free handle. */
export function addNode(
  seed: NodeSeed,
  position: Point,
  after: GraphNode | undefined,
): { id: string; command: Command } {
  const id = freshId("n");
  const command: Command = (document) => {
    const { graph } = document;
    const place = after
      ? freePlace(graph, { x: after.position.x + NODE_SIZE.width + GAP, y: after.position.y })
      : position;
    const node = { ...freshNode(seed, snap(place), keysOf(graph.nodes)), id };
    const added = withGraph(document, { nodes: [...graph.nodes, node] });
    if (!after || seed.type === "trigger") return added;
    const taken = new Set(
      graph.edges.filter(({ source }) => source === after.id).map((edge) => edge.source_handle),
    );
    const handles = handlesOf(after.type).filter((handle) => handle !== "error");
    return connect(after.id, handles.find((handle) => !taken.has(handle)) ?? handles[0] ?? "out", id)(added);
  };
  return { id, command };
}

/** The given place, moved down past nodes that lie there. */
function freePlace(graph: Graph, wanted: Point): Point {
  const covers = ({ position }: GraphNode, point: Point) =>
    Math.abs(position.x - point.x) < NODE_SIZE.width && Math.abs(position.y - point.y) < NODE_SIZE.height;
  let point = wanted;
  while (graph.nodes.some((node) => covers(node, point))) {
    point = { x: point.x, y: point.y + NODE_SIZE.height + 28 };
  }
  return point;
}

export function updateNode(nodeId: string, change: (node: GraphNode) => GraphNode): Command {
  return (document) =>
    withGraph(document, {
      nodes: document.graph.nodes.map((node) => (node.id === nodeId ? change(node) : node)),
    });
}

/** Gives a node another key and rewrites every expression that read it by the old one. */
export function renameKey(nodeId: string, from: string, to: string): Command {
  const reference = new RegExp(`\\$${from}(?![A-Za-z0-9_])`, "g");
  const rewrite = (value: unknown): unknown => {
    if (typeof value === "string")
      return value.startsWith("{%") ? value.replace(reference, `$$${to}`) : value;
    if (Array.isArray(value)) return value.map(rewrite);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, rewrite(child)]));
  };
  return (document) =>
    withGraph(document, {
      nodes: document.graph.nodes.map((node) => ({
        ...node,
        key: node.id === nodeId ? to : node.key,
        config: rewrite(node.config) as GraphNode["config"],
        settings: rewrite(node.settings) as GraphNode["settings"],
      })),
    });
}

/** The selected nodes and the edges among them. */
export function fragmentOf(graph: Graph, nodeIds: ReadonlySet<string>): Fragment {
  return {
    nodes: graph.nodes.filter(({ id }) => nodeIds.has(id)),
    edges: graph.edges.filter(({ source, target }) => nodeIds.has(source) && nodeIds.has(target)),
  };
}

/** Adds a copy of the fragment under new ids and free keys; references inside it follow. */
export function pasteFragment(fragment: Fragment, at: Point | null): { ids: string[]; command: Command } {
  const ids = new Map(fragment.nodes.map(({ id }) => [id, freshId("n")]));
  const left = Math.min(...fragment.nodes.map(({ position }) => position.x));
  const top = Math.min(...fragment.nodes.map(({ position }) => position.y));
  const shift = at ? { x: at.x - left, y: at.y - top } : { x: PASTE_OFFSET, y: PASTE_OFFSET };
  const command: Command = (document) => {
    const keys = keysOf(document.graph.nodes);
    let copy: WorkflowDocument = withGraph(document, { nodes: fragment.nodes, edges: [] });
    for (const { id, key } of fragment.nodes) {
      const fresh = freeKey(key, keys);
      keys.add(fresh);
      if (fresh !== key) copy = renameKey(id, key, fresh)(copy);
    }
    const nodes = copy.graph.nodes.map((node) => ({
      ...structuredClone(node),
      id: ids.get(node.id) ?? node.id,
      position: snap({ x: node.position.x + shift.x, y: node.position.y + shift.y }),
    }));
    const edges = fragment.edges.map((edge) => ({
      ...edge,
      id: freshId("e"),
      source: ids.get(edge.source) ?? edge.source,
      target: ids.get(edge.target) ?? edge.target,
    }));
    return withGraph(document, {
      nodes: [...document.graph.nodes, ...nodes],
      edges: [...document.graph.edges, ...edges],
    });
  };
  return { ids: [...ids.values()], command };
}

export function arrange(): Command {
  return (document) => moveNodes(layoutGraph(document.graph))(document);
}
