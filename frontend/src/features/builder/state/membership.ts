/** Edits that change which nodes there are, and in which loop: removing, copying, pasting, moving in and out. */
import { annotationsOf, carriedBy } from "@/lib/graph/annotations";
import { type FlatGraph, type FlatNode, withBodies } from "@/lib/graph/body";
import { freshId } from "@/lib/graph/fresh-node";
import { cornerOf, Geometry, type Point, snap } from "@/lib/graph/geometry";
import { freeKey } from "@/lib/graph/keys";
import { renameKeys } from "@/lib/graph/rename";
import { type Command, keysOf, withGraph } from "./commands";
import { steady } from "./steady";

/** A piece of a graph as it is copied: its outermost nodes are at the top. */
export type Fragment = FlatGraph;

const PASTE_OFFSET = 32;

/** Removes nodes with everything inside them, edges and annotations; an edge goes with either of its ends. */
export function removeItems(nodeIds: ReadonlySet<string>, edgeIds: ReadonlySet<string>): Command {
  return (draft) => {
    const { graph } = draft;
    const gone = withBodies(graph, nodeIds);
    const nodes = graph.nodes.filter(({ id }) => !gone.has(id));
    const edges = graph.edges.filter(
      ({ id, source, target }) => !edgeIds.has(id) && !gone.has(source) && !gone.has(target),
    );
    const next = withGraph(draft, steady(graph, { nodes, edges }));
    const written = annotationsOf(graph);
    const annotations = written.filter(({ id }) => !nodeIds.has(id));
    return annotations.length < written.length ? withGraph(next, { annotations }) : next;
  };
}

/** The outermost of some nodes: those that are not inside another of them. */
export function outermost(graph: FlatGraph, ids: ReadonlySet<string>): FlatNode[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const inside = ({ parent }: FlatNode): boolean => {
    const loop = parent === undefined ? undefined : nodes.get(parent);
    return loop !== undefined && (ids.has(loop.id) || inside(loop));
  };
  return graph.nodes.filter((node) => ids.has(node.id) && !inside(node));
}

/** The selected nodes with their bodies, the edges among them, and notes; a group with what lies in it. */
export function fragmentOf(graph: FlatGraph, selected: ReadonlySet<string>): Fragment {
  const geometry = new Geometry(graph);
  const nodeIds = new Set([...selected, ...carriedBy(geometry, selected).keys()]);
  const all = withBodies(graph, nodeIds);
  const tops = outermost(graph, nodeIds);
  const together = new Set(tops.map(({ parent }) => parent)).size === 1;
  const annotations = annotationsOf(graph)
    .filter(({ id }) => nodeIds.has(id))
    .map((each) => ({
      ...each,
      position: together ? geometry.fromAbsolute(each.position, tops[0]?.parent) : each.position,
    }));
  const top = new Set(tops.map(({ id }) => id));
  return {
    nodes: graph.nodes
      .filter(({ id }) => all.has(id))
      .map((node) => {
        if (!top.has(node.id) || (together && node.parent === undefined)) return node;
        const { parent: _, ...rest } = node;
        return together ? rest : { ...rest, position: geometry.absolute(node) };
      }),
    edges: graph.edges.filter(({ source, target }) => all.has(source) && all.has(target)),
    ...(annotations.length > 0 ? { annotations } : {}),
  };
}

/** The loop that some nodes are in together; `undefined` at the top or when they are in several. */
export function commonLoop(graph: FlatGraph, nodeIds: ReadonlySet<string>): string | undefined {
  const parents = new Set(outermost(graph, nodeIds).map(({ parent }) => parent));
  const [parent] = parents;
  return parents.size === 1 ? parent : undefined;
}

interface Place {
  /** Where the fragment's corner goes; beside the original when null. */
  at: Point | null;
  /** The loop whose body it goes into. */
  parent?: string | undefined;
}

/** Adds a copy of the fragment under new ids and free keys; references inside it follow. */
export function pasteFragment(
  fragment: Fragment,
  { at, parent }: Place,
): { ids: string[]; command: Command } {
  const written = annotationsOf(fragment);
  const ids = new Map([
    ...fragment.nodes.map(({ id }) => [id, freshId("n")] as const),
    ...written.map(({ id }) => [id, freshId("a")] as const),
  ]);
  const tops = fragment.nodes.filter((node) => node.parent === undefined);
  const corner = cornerOf([...tops, ...written]);
  const inside = parent === undefined ? {} : { parent };
  const shift = at ? { x: at.x - corner.x, y: at.y - corner.y } : { x: PASTE_OFFSET, y: PASTE_OFFSET };
  const command: Command = (draft) => {
    const keys = keysOf(draft.graph.nodes);
    // All at once: the key that one node gets may be the one that another had.
    const renames = new Map<string, string>();
    for (const { key } of fragment.nodes) {
      const fresh = freeKey(key, keys);
      keys.add(fresh);
      if (fresh !== key) renames.set(key, fresh);
    }
    const copy = renameKeys(fragment, renames);
    const nodes = copy.nodes.map((node): FlatNode => {
      const id = ids.get(node.id) ?? node.id;
      if (node.parent !== undefined)
        return { ...structuredClone(node), id, parent: ids.get(node.parent) ?? node.parent };
      return {
        ...structuredClone(node),
        id,
        position: snap({ x: node.position.x + shift.x, y: node.position.y + shift.y }),
        ...inside,
      };
    });
    const edges = fragment.edges.map((edge) => ({
      ...edge,
      id: freshId("e"),
      source: ids.get(edge.source) ?? edge.source,
      target: ids.get(edge.target) ?? edge.target,
    }));
    const { graph } = draft;
    const pasted = withGraph(
      draft,
      steady(graph, { nodes: [...graph.nodes, ...nodes], edges: [...graph.edges, ...edges] }),
    );
    if (written.length === 0) return pasted;
    const geometry = new Geometry(graph);
    const annotations = written.map((each) => {
      const position = snap({ x: each.position.x + shift.x, y: each.position.y + shift.y });
      return {
        ...each,
        id: ids.get(each.id) ?? each.id,
        position: geometry.absolute({ position, ...inside }),
      };
    });
    return withGraph(pasted, { annotations: [...annotationsOf(graph), ...annotations] });
  };
  return { ids: [...tops, ...written].map(({ id }) => ids.get(id) ?? id), command };
}

/**
 * Moves nodes into a loop's body, or out to the top, without moving them on the canvas; edges that would cross the
 * border are removed. A trigger stays outside: loops have none.
 */
export function moveInto(nodeIds: ReadonlySet<string>, parent: string | undefined): Command {
  return (draft) => {
    const { graph } = draft;
    const moving = new Set(
      outermost(graph, nodeIds)
        .filter((node) => node.parent !== parent && (parent === undefined || node.type !== "trigger"))
        .map(({ id }) => id),
    );
    // A loop does not go into itself.
    if (moving.size === 0 || (parent !== undefined && withBodies(graph, moving).has(parent))) return draft;
    const geometry = new Geometry(graph);
    const nodes = graph.nodes.map((node): FlatNode => {
      if (!moving.has(node.id)) return node;
      const { parent: _, ...rest } = node;
      const position = snap(geometry.fromAbsolute(geometry.absolute(node), parent));
      return parent === undefined ? { ...rest, position } : { ...rest, position, parent };
    });
    const parents = new Map(nodes.map((node) => [node.id, node.parent]));
    const edges = graph.edges.filter(({ source, target }) => parents.get(source) === parents.get(target));
    return withGraph(draft, steady(graph, { nodes, edges }));
  };
}
