import type { GraphEdge } from "@/lib/api/types";
import { type Draft, type FlatGraph, type FlatNode, parentsFirst } from "./body";
import { connectionOf, type Named } from "./diff";
import { mergeAnnotations } from "./merge-annotations";
import { type Choose, choosing, type Conflict, type Sides } from "./merge-choices";
import { sameKeys } from "./merge-keys";
import { type Clash, mergeOrder, mergeValues, sameValue, type Side } from "./values";

export interface Merge {
  merged: Draft;
  conflicts: Conflict[];
  /** Connections that had to go, because what they joined is not side by side any more. */
  lost: GraphEdge[];
}

/**
 * Two edits of one draft together. What only one side changed is as that side has it, field by field; what both
 * changed is a conflict, for which `choices` says whose it is (mine where it says nothing). Nothing is asked about places:
 * a node that both moved lies where mine does.
 *
 * A side that removes a node or a loop removes what is inside and what leads there. If the other side has changed any of
 * that meanwhile, the removal is one conflict. Keys stay unique: a new node of mine whose key theirs has taken gets
 * another, and every expression of mine that read it. A node that both gave another key is one conflict, whatever reads it.
 */
export function mergeDrafts(
  before: Draft,
  own: Draft,
  other: Draft,
  choices: ReadonlyMap<string, Side> = new Map(),
): Merge {
  const conflicts: Conflict[] = [];
  const choose = choosing(choices, conflicts);
  const sideOf = (id: string) => choices.get(`node:${id}`) ?? "mine";
  const { base, mine, theirs, clashes } = sameKeys(before, own, other, sideOf);
  const { graph, lost } = mergeGraphs(base.graph, mine.graph, theirs.graph, clashes, choose);
  const { name, description, settings } = mergeDocument(base, mine, theirs, choose);
  const tests =
    mine.tests || theirs.tests
      ? mergeEach<Named>("test", byName(base.tests), byName(mine.tests), byName(theirs.tests), choose)
      : undefined;
  const merged = {
    ...{ name, description, settings, graph },
    ...(tests ? { tests: tests as unknown as NonNullable<Draft["tests"]> } : {}),
  };
  return { merged, conflicts, lost };
}

function mergeDocument(base: Draft, mine: Draft, theirs: Draft, choose: Choose) {
  type Document = Pick<Draft, "name" | "description" | "settings">;
  const own = ({ name, description, settings }: Draft): Document => ({ name, description, settings });
  const sides = { kind: "document", of: "", base: own(base), mine: own(mine), theirs: own(theirs) } as const;
  const merge = (side: Side, clashes: Clash[]) =>
    mergeValues([sides.base, sides.mine, sides.theirs], side, clashes) as Document;
  return choose<Document>(sides, merge) ?? sides.mine;
}

function mergeGraphs(
  base: FlatGraph,
  mine: FlatGraph,
  theirs: FlatGraph,
  keys: ReadonlyMap<string, Clash>,
  choose: Choose,
) {
  const nodes = mergeNodes(base, mine, theirs, keys, choose);
  const edges = mergeEdges(base, mine, theirs, nodes, choose);
  const fits = ({ source, target }: GraphEdge) => {
    const [from, to] = [nodes.get(source), nodes.get(target)];
    return from !== undefined && to !== undefined && from.parent === to.parent;
  };
  const lost = edges.filter((edge) => !fits(edge));
  const annotations = mergeAnnotations(base, mine, theirs, choose);
  const graph: FlatGraph = {
    ...mine,
    ...(annotations.length > 0 || mine.annotations || theirs.annotations ? { annotations } : {}),
    nodes: [...parentsFirst([...nodes.values()])],
    edges: edges.filter(fits),
  };
  return { graph, lost };
}

/** The nodes of the result by id, in its order. */
function mergeNodes(
  base: FlatGraph,
  mine: FlatGraph,
  theirs: FlatGraph,
  keys: ReadonlyMap<string, Clash>,
  choose: Choose,
): Map<string, FlatNode> {
  const [b, m, t] = [byId(base.nodes), byId(mine.nodes), byId(theirs.nodes)];
  const removal = { mine: removalsOf(base, mine, theirs), theirs: removalsOf(base, theirs, mine) };
  /** What became of each removal that the other side objects to: whether it was removed. */
  const removed = new Map<string, boolean>();
  const kept = new Map<string, FlatNode>();
  const order = mergeOrder([[...b.keys()], [...m.keys()], [...t.keys()]]);
  const decide = (id: string): FlatNode | undefined => {
    const sides = { kind: "node" as const, of: id, base: b.get(id), mine: m.get(id), theirs: t.get(id) };
    for (const by of ["mine", "theirs"] as const) {
      const remaining = by === "mine" ? sides.theirs : sides.mine;
      const root = removal[by].rootOf(id);
      if (root === undefined) continue;
      if (!removal[by].disputed.has(root)) return undefined;
      if (!removed.has(root)) {
        const whole = { ...sides, of: root, base: b.get(root), mine: m.get(root), theirs: t.get(root) };
        let gone = false;
        choose(whole, (side) => {
          gone = side === by;
          return gone ? undefined : (whole.mine ?? whole.theirs);
        });
        removed.set(root, gone);
      }
      return removed.get(root) ? undefined : remaining;
    }
    const clash = keys.get(id);
    return mergeNode(sides, clash ? choosingToo(clash, choose) : choose);
  };
  for (const id of order) {
    const node = decide(id);
    if (node) kept.set(id, node);
  }
  return withParents(kept, m);
}

/** Asks about a key too: the three have the same one already, that of the side whose the node is. */
function choosingToo(clash: Clash, choose: Choose): Choose {
  return (sides, resolve) =>
    choose(sides, (side, clashes) => {
      clashes.push(clash);
      return resolve(side, clashes);
    });
}

/** A node that neither side has removed. */
function mergeNode(sides: Sides<FlatNode>, choose: Choose): FlatNode | undefined {
  const { base, mine, theirs } = sides;
  if (!base || !mine || !theirs) {
    if (mine && theirs)
      return choose(sides, (side, clashes) => mergeValues([{}, mine, theirs], side, clashes) as FlatNode);
    return base ? undefined : (mine ?? theirs);
  }
  if (mine === theirs || mine === base) return theirs;
  if (theirs === base) return mine;
  // A node made into another kind has another configuration: it is taken as a whole.
  const kind = ({ type, definition }: FlatNode) => `${type} ${definition ?? ""}`;
  if (kind(mine) !== kind(theirs) || kind(mine) !== kind(base)) {
    return choose(sides, (side, clashes) => {
      const [now, other] = side === "mine" ? [mine, theirs] : [theirs, mine];
      if (sameValue(now, base)) return other;
      if (!sameValue(other, base)) clashes.push({ path: ["type"], base, mine, theirs });
      return now;
    });
  }
  return choose(sides, (side, clashes) => {
    const found: Clash[] = [];
    const merged = mergeValues([base, mine, theirs], side, found) as FlatNode;
    clashes.push(...found.filter(({ path }) => path[0] !== "position"));
    const moved = !sameValue(mine.position, base.position);
    const position = moved ? mine.position : theirs.position;
    if (sameValue(merged.position, position)) return merged;
    return { ...merged, position };
  });
}

/** What one side removed, by the outermost loop (or the node) that went, and which of these the other side changed inside. */
function removalsOf(base: FlatGraph, side: FlatGraph, other: FlatGraph) {
  const [before, here, there] = [byId(base.nodes), byId(side.nodes), byId(other.nodes)];
  const gone = (id: string) => before.has(id) && !here.has(id);
  const outermost = (id: string): string => {
    const parent = before.get(id)?.parent;
    return parent !== undefined && gone(parent) && there.has(parent) ? outermost(parent) : id;
  };
  const rootOf = (id: string): string | undefined => {
    // Both removed it: nobody objects.
    if (gone(id)) return there.has(id) ? outermost(id) : undefined;
    // New inside of what is gone here.
    const parent = here.has(id) || before.has(id) ? undefined : there.get(id)?.parent;
    return parent === undefined ? undefined : rootOf(parent);
  };
  const disputed = new Set<string>();
  for (const node of other.nodes) {
    const past = before.get(node.id);
    const { position: _p, ...now } = node;
    const { position: _q, ...then } = past ?? node;
    const changed = !past || (past !== node && !sameValue(then, now));
    if (!changed) continue;
    for (const id of [node.id, node.parent]) {
      const root = id === undefined ? undefined : rootOf(id);
      if (root !== undefined) disputed.add(root);
    }
  }
  const known = new Set(base.edges.map(connectionOf));
  for (const edge of other.edges) {
    if (known.has(connectionOf(edge))) continue;
    for (const end of [edge.source, edge.target]) {
      const root = rootOf(end);
      if (root !== undefined) disputed.add(root);
    }
  }
  return { rootOf, disputed };
}

/** Each node in a loop that is there; a circle of loops, which each side for itself cannot draw, is opened as mine has it. */
function withParents(
  nodes: Map<string, FlatNode>,
  mine: ReadonlyMap<string, FlatNode>,
): Map<string, FlatNode> {
  const place = (node: FlatNode, parent: string | undefined) => {
    const { parent: _, ...rest } = node;
    nodes.set(node.id, parent !== undefined && nodes.has(parent) ? { ...rest, parent } : rest);
  };
  for (const node of [...nodes.values()])
    if (node.parent !== undefined && !nodes.has(node.parent)) place(node, mine.get(node.id)?.parent);
  for (const node of [...nodes.values()]) {
    const seen = new Set<string>();
    let at: FlatNode | undefined = node;
    while (at?.parent !== undefined && !seen.has(at.id)) {
      seen.add(at.id);
      at = nodes.get(at.parent);
    }
    if (at?.parent !== undefined) for (const id of seen) place(nodes.get(id) ?? node, mine.get(id)?.parent);
  }
  return nodes;
}

/** Connections; one that went with a node that is there after all is there too. */
function mergeEdges(
  base: FlatGraph,
  mine: FlatGraph,
  theirs: FlatGraph,
  nodes: ReadonlyMap<string, FlatNode>,
  choose: Choose,
): GraphEdge[] {
  const [b, m, t] = [byId(base.edges), byId(mine.edges), byId(theirs.edges)];
  const [mineNodes, theirNodes] = [byId(mine.nodes), byId(theirs.nodes)];
  const joins = (edge: GraphEdge, among: ReadonlyMap<string, unknown>) =>
    among.has(edge.source) && among.has(edge.target);
  const merged = mergeOrder([[...b.keys()], [...m.keys()], [...t.keys()]]).flatMap((id) => {
    const [old, my, their] = [b.get(id), m.get(id), t.get(id)];
    const remaining = my ?? their;
    if (remaining && (!my || !their)) {
      if (!joins(remaining, nodes)) return [];
      // The other side lacks it because it lacked a node, not because somebody cut it.
      if (old && !joins(old, my ? theirNodes : mineNodes)) return [remaining];
    }
    return mergeEach("edge", pick(old), pick(my), pick(their), choose);
  });
  return [...new Map(merged.map((edge) => [connectionOf(edge), edge])).values()];
}

function pick<T>(thing: T | undefined): T[] {
  return thing === undefined ? [] : [thing];
}

/** Things with ids, each merged for itself. */
function mergeEach<T extends { id: string } | { name: string }>(
  kind: Conflict["kind"],
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  choose: Choose,
): T[] {
  const idOf = (thing: T) => ("id" in thing ? thing.id : thing.name);
  const [b, m, t] = [base, mine, theirs].map(
    (list) => new Map(list.map((thing) => [idOf(thing), thing])),
  ) as [Map<string, T>, Map<string, T>, Map<string, T>];
  return mergeOrder([[...b.keys()], [...m.keys()], [...t.keys()]]).flatMap((id) => {
    const [old, my, their] = [b.get(id), m.get(id), t.get(id)];
    if (sameValue(my, their) || sameValue(their, old)) return pick(my);
    if (sameValue(my, old)) return pick(their);
    const sides = { kind, of: id, base: old, mine: my, theirs: their };
    return pick(
      choose(sides, (side, clashes) => {
        if (!my || !their) return side === "mine" ? my : their;
        return mergeValues([old ?? {}, my, their], side, clashes) as T;
      }),
    );
  });
}

function byId<T extends { id: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function byName(tests: Draft["tests"]): Named[] {
  return (tests ?? []) as unknown as Named[];
}
