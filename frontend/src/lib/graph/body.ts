import type { Annotation, Graph, GraphEdge, GraphNode, WorkflowDocument } from "@/lib/api/types";

/**
 * Loop bodies, as the editor and the canvases hold them: in the document a body is a sub-graph in its loop's
 * configuration (docs/reference/contracts.md); here all nodes are beside each other, and each says which loop it is in.
 * An edge belongs where its source is.
 */
export interface FlatNode extends GraphNode {
  /** Id of the loop whose body this node is in; absent at the top. */
  parent?: string;
}

export interface FlatGraph {
  /** A loop stands before the nodes of its body. */
  nodes: FlatNode[];
  edges: GraphEdge[];
  /** Notes and groups of the whole canvas; bodies have none of their own. */
  annotations?: Annotation[];
}

/** A workflow as it is edited. */
export interface Draft extends Omit<WorkflowDocument, "graph"> {
  graph: FlatGraph;
}

export function isLoop({ type }: Pick<GraphNode, "type">): boolean {
  return type === "loop";
}

/** All nodes and edges, bodies included. What a body written by hand leaves out gets its default. */
export function flatten(graph: Graph): FlatGraph {
  const nodes: FlatNode[] = [];
  const edges: GraphEdge[] = [];
  const visit = (level: Graph, parent: string | null) => {
    edges.push(...level.edges);
    for (const node of level.nodes) {
      const placed = parent === null ? node : { ...withDefaults(node), parent };
      if (!isLoop(node)) {
        nodes.push(placed);
        continue;
      }
      const { body, ...config } = placed.config;
      nodes.push({ ...placed, config });
      visit(readBody(body), node.id);
    }
  };
  visit(graph, null);
  return { nodes, edges, ...annotationsOf(graph) };
}

/** The graph as it is stored and sent: `nest(flatten(graph))` is the graph. */
export function nest(graph: FlatGraph): Graph {
  const levels = levelsOf(graph);
  const build = (parent: string | null): Graph => {
    const level = levels.get(parent);
    return {
      nodes: (level?.nodes ?? []).map(({ parent: _, ...node }) =>
        isLoop(node) ? { ...node, config: { ...node.config, body: build(node.id) } } : node,
      ),
      edges: level?.edges ?? [],
    };
  };
  return { ...build(null), ...annotationsOf(graph) };
}

function annotationsOf({ annotations }: Pick<Graph, "annotations">): Pick<Graph, "annotations"> {
  return annotations ? { annotations } : {};
}

export function toDocument(draft: Draft): WorkflowDocument {
  return { ...draft, graph: nest(draft.graph) };
}

export function toDraft({ name, description, settings, graph, tests }: WorkflowDocument): Draft {
  return { name, description, settings, graph: flatten(graph), ...(tests ? { tests } : {}) };
}

/** The nodes and edges of each body by its loop's id, and of the top by `null`. */
export function levelsOf({ nodes, edges }: FlatGraph): Map<string | null, FlatGraph> {
  const levels = new Map<string | null, FlatGraph>();
  const parents = new Map<string, string | null>();
  const level = (parent: string | null): FlatGraph => {
    const known = levels.get(parent) ?? { nodes: [], edges: [] };
    levels.set(parent, known);
    return known;
  };
  for (const node of nodes) {
    const parent = node.parent ?? null;
    parents.set(node.id, parent);
    level(parent).nodes.push(node);
  }
  for (const edge of edges) level(parents.get(edge.source) ?? null).edges.push(edge);
  return levels;
}

/** The loops around a node, the innermost first. */
export function loopsAround(graph: FlatGraph, nodeId: string): FlatNode[] {
  return parentsOf(byId(graph), nodeId);
}

/** The keys of the loops around every node, by its key; the outermost first. */
export function loopKeys(graph: FlatGraph): Map<string, string[]> {
  const nodes = byId(graph);
  return new Map(
    graph.nodes.map(({ id, key }) => [
      key,
      parentsOf(nodes, id)
        .map((loop) => loop.key)
        .reverse(),
    ]),
  );
}

type ById = ReadonlyMap<string, FlatNode>;

function byId(graph: FlatGraph): ById {
  return new Map(graph.nodes.map((node) => [node.id, node]));
}

function parentsOf(nodes: ById, nodeId: string): FlatNode[] {
  const loops: FlatNode[] = [];
  let parent = nodes.get(nodeId)?.parent;
  while (parent !== undefined) {
    const loop = nodes.get(parent);
    if (!loop) break;
    loops.push(loop);
    parent = loop.parent;
  }
  return loops;
}

/** The given nodes and everything inside those that are loops. */
export function withBodies(graph: FlatGraph, ids: ReadonlySet<string>): Set<string> {
  const all = new Set(ids);
  // A loop stands before its body: one pass finds every depth.
  for (const { id, parent } of parentsFirst(graph.nodes)) if (parent && all.has(parent)) all.add(id);
  return all;
}

/** The nodes in an order in which each loop comes before its body. */
export function parentsFirst(nodes: readonly FlatNode[]): readonly FlatNode[] {
  const inside = new Map<string, FlatNode[]>();
  const ids = new Set(nodes.map(({ id }) => id));
  const ordered: FlatNode[] = [];
  for (const node of nodes) {
    if (node.parent === undefined || !ids.has(node.parent)) continue;
    const siblings = inside.get(node.parent) ?? [];
    siblings.push(node);
    inside.set(node.parent, siblings);
  }
  if (inside.size === 0) return nodes;
  const visit = (node: FlatNode) => {
    ordered.push(node);
    for (const child of inside.get(node.id) ?? []) visit(child);
  };
  for (const node of nodes) if (node.parent === undefined || !ids.has(node.parent)) visit(node);
  return ordered;
}

function withDefaults(node: Partial<GraphNode> & Pick<GraphNode, "id" | "key" | "type">): GraphNode {
  return { name: "", position: { x: 0, y: 0 }, config: {}, settings: {}, ...node };
}

function readBody(body: unknown): Graph {
  const { nodes, edges } = (body ?? {}) as Partial<Graph>;
  return { nodes: Array.isArray(nodes) ? nodes : [], edges: Array.isArray(edges) ? edges : [] };
}
