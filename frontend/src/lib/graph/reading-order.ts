import type { graphlib } from "@dagrejs/dagre";

type Layered = graphlib.Graph;
type Order = (graph: Layered, options: { constraints?: { left: string; right: string }[] }) => void;

/** What dagre keeps about a node, or about a point where a long edge passes a rank. */
interface Ranked {
  rank: number;
  order: number;
  /** Of the edge that the point belongs to. */
  edgeObj?: { v: string; w: string };
}

/**
 * Orders each rank as people read: what leaves by an upper handle lies above what leaves by a lower one, and what was drawn
 * first above what was drawn later. Where that crosses edges, dagre may look for fewer crossings, but not turn siblings
 * around.
 *
 * @param reading Pairs `[source, target]`, in the order in which they are to be read.
 * @param roots The nodes in the order in which they are to be read.
 */
export function readingOrder(reading: readonly (readonly [string, string])[], roots: readonly string[]) {
  return (graph: Layered, order: Order): void => {
    const byReading = inReadingOrder(graph, reading, roots);
    if (byReading === 0) return;
    const mine = ordersOf(graph);
    order(graph, { constraints: siblings(graph, reading) });
    if (crossings(graph) >= byReading) for (const [id, at] of mine) ranked(graph, id).order = at;
  };
}

function ranked(graph: Layered, id: string): Ranked {
  return graph.node(id) as Ranked;
}

function ordersOf(graph: Layered): [string, number][] {
  return graph.nodes().map((id: string) => [id, ranked(graph, id).order]);
}

/** Depth first: a node stands below all that was read before it. Gives how many edges cross. */
function inReadingOrder(
  graph: Layered,
  reading: readonly (readonly [string, string])[],
  roots: readonly string[],
): number {
  const place = new Map(reading.map(([source, target], at) => [`${source} ${target}`, at]));
  const placeOf = (from: string, to: string): number => {
    const { edgeObj } = ranked(graph, to);
    return place.get(edgeObj ? `${edgeObj.v} ${edgeObj.w}` : `${from} ${to}`) ?? reading.length;
  };
  const filled = new Map<number, number>();
  const seen = new Set<string>();
  const successors = (id: string) =>
    (graph.successors(id) ?? []).toSorted((a: string, b: string) => placeOf(id, a) - placeOf(id, b));
  const isStart = (id: string) => (graph.predecessors(id) ?? []).length === 0;
  const stack = [...roots.filter(isStart), ...graph.nodes()].reverse();
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = ranked(graph, id);
    node.order = filled.get(node.rank) ?? 0;
    filled.set(node.rank, node.order + 1);
    stack.push(...successors(id).reverse());
  }
  return crossings(graph);
}

/** Siblings on one rank, the upper one left: dagre's ranks run from left to right until it turns the drawing. */
function siblings(
  graph: Layered,
  reading: readonly (readonly [string, string])[],
): { left: string; right: string }[] {
  const pairs: { left: string; right: string }[] = [];
  const last = new Map<string, string>();
  for (const [source, target] of reading) {
    const rank = `${source} ${ranked(graph, target).rank}`;
    const left = last.get(rank);
    if (left !== undefined && left !== target) pairs.push({ left, right: target });
    last.set(rank, target);
  }
  return pairs;
}

function crossings(graph: Layered): number {
  const byRank = new Map<number, [number, number][]>();
  for (const { v, w } of graph.edges()) {
    const from = ranked(graph, v);
    const ends = byRank.get(from.rank) ?? [];
    ends.push([from.order, ranked(graph, w).order]);
    byRank.set(from.rank, ends);
  }
  let count = 0;
  for (const ends of byRank.values())
    for (const [index, [from, to]] of ends.entries())
      for (const [otherFrom, otherTo] of ends.slice(index + 1))
        if ((from - otherFrom) * (to - otherTo) < 0) count += 1;
  return count;
}
