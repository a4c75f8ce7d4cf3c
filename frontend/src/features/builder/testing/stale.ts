import type { FlatGraph, FlatNode } from "@/lib/graph/body";

/** What of a graph a test run depended on, to tell later what it does not say any more. */
interface Tested {
  graph: FlatGraph;
  pins: ReadonlyMap<string, unknown>;
}

/**
 * The nodes whose results an edit has outdated: those that were changed themselves, what comes after them, and what
 * contains or is contained in them. An undo that brings the tested node back makes it fresh again.
 */
export function staleNodes(tested: Tested, current: Tested): Set<string> {
  const before = new Map(tested.graph.nodes.map((node) => [node.id, node]));
  const wiring = { before: incoming(tested.graph), after: incoming(current.graph) };
  const stale = new Set<string>();
  const targets = new Map<string, string[]>();
  for (const { source, target } of current.graph.edges)
    targets.set(source, [...(targets.get(source) ?? []), target]);
  const nodes = new Map(current.graph.nodes.map((node) => [node.id, node]));
  const inside = new Map<string, string[]>();
  for (const { id, parent } of current.graph.nodes)
    if (parent !== undefined) inside.set(parent, [...(inside.get(parent) ?? []), id]);

  /** `body`: whether what is inside a loop follows, which it does unless the loop is stale because of it. */
  const mark = (id: string, body: boolean) => {
    if (stale.has(id)) return;
    stale.add(id);
    for (const target of targets.get(id) ?? []) mark(target, true);
    if (body) for (const child of inside.get(id) ?? []) mark(child, true);
    const parent = nodes.get(id)?.parent;
    if (parent !== undefined) mark(parent, false);
  };
  for (const node of current.graph.nodes) {
    const old = before.get(node.id);
    const changed =
      !old ||
      !sameWork(old, node) ||
      wiring.before.get(node.id) !== wiring.after.get(node.id) ||
      tested.pins.get(node.id) !== current.pins.get(node.id);
    if (changed) mark(node.id, true);
  }
  return stale;
}

/** Positions and names change nothing of what a node does. */
function sameWork(a: FlatNode, b: FlatNode): boolean {
  return (
    a.key === b.key &&
    a.type === b.type &&
    a.definition === b.definition &&
    a.config === b.config &&
    a.settings === b.settings &&
    a.parent === b.parent
  );
}

function incoming({ edges }: FlatGraph): Map<string, string> {
  const ways = new Map<string, string[]>();
  for (const { source, source_handle, target } of edges)
    ways.set(target, [...(ways.get(target) ?? []), `${source}.${source_handle}`]);
  return new Map([...ways].map(([target, sources]) => [target, sources.sort().join(" ")]));
}
