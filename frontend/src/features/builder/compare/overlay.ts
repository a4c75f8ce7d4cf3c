import { annotationsOf } from "@/lib/graph/annotations";
import { type FlatGraph, type FlatNode, parentsFirst } from "@/lib/graph/body";
import type { Change, ChangeKind, Diff } from "@/lib/graph/diff";
import { Geometry, type Point } from "@/lib/graph/geometry";
import type { Conflict } from "@/lib/graph/merge-choices";
import type { Side } from "@/lib/graph/values";
import { messages } from "@/lib/messages";

export type Tone = ChangeKind | "conflict";

/** How a node, an edge, a note or a group is marked: never by colour alone. */
export interface Mark {
  tone: Tone;
  label: string;
}

/** Two drawings as one: the later one, with what it removed where that was, or below what is there now. */
export function overlay(before: FlatGraph, after: FlatGraph): FlatGraph {
  const ids = new Set(after.nodes.map(({ id }) => id));
  const removed = before.nodes.filter(({ id }) => !ids.has(id));
  const all = new Set([...ids, ...removed.map(({ id }) => id)]);
  const geometry = new Geometry({ nodes: [...after.nodes, ...removed], edges: [] });
  const nodes = [...after.nodes];
  for (const node of removed) {
    const { parent, ...rest } = node;
    const placed: FlatNode = parent !== undefined && all.has(parent) ? node : rest;
    nodes.push({ ...placed, position: freePlace(placed, nodes, geometry) });
  }
  const edges = new Set(after.edges.map(({ id }) => id));
  const gone = before.edges.filter(
    ({ id, source, target }) => !edges.has(id) && all.has(source) && all.has(target),
  );
  const annotated = new Set(annotationsOf(after).map(({ id }) => id));
  return {
    nodes: [...parentsFirst(nodes)],
    edges: [...after.edges, ...gone],
    annotations: [...annotationsOf(after), ...annotationsOf(before).filter(({ id }) => !annotated.has(id))],
  };
}

/** Room for a mark above a card. */
const GAP = 36;

function freePlace(node: FlatNode, others: readonly FlatNode[], geometry: Geometry): Point {
  const { width, height } = geometry.size(node.id);
  const { x } = node.position;
  let { y } = node.position;
  const beside = others.filter(({ parent }) => parent === node.parent);
  const covers = ({ id, position }: FlatNode) => {
    const size = geometry.size(id);
    const across = position.x < x + width && x < position.x + size.width;
    return across && position.y < y + height && y < position.y + size.height;
  };
  for (let blocker = beside.find(covers); blocker; blocker = beside.find(covers))
    y = blocker.position.y + geometry.size(blocker.id).height + GAP;
  return { x, y };
}

/** What is drawn and differs; ids are unique among all of it. */
function drawnChanges({ nodes, edges, annotations }: Diff): readonly Change<unknown>[] {
  return [...nodes, ...edges, ...annotations];
}

/** The marks of what differs, by id. */
export function marksOf(diff: Diff, label: (kind: ChangeKind) => string): Map<string, Mark> {
  return new Map(drawnChanges(diff).map(({ id, kind }) => [id, { tone: kind, label: label(kind) }]));
}

/** The marks of a merge: what comes out changed, by whom it was, and what is still to be chosen. */
export function mergeMarks(
  result: Diff,
  { mine, theirs }: Record<Side, Diff>,
  conflicts: readonly Conflict[],
  choices: ReadonlyMap<string, Side>,
): Map<string, Mark> {
  const { signs, kinds } = messages.compare;
  const text = messages.conflict;
  const changedBy = (diff: Diff) =>
    new Set(
      drawnChanges(diff)
        .filter(({ kind }) => kind !== "moved")
        .map(({ id }) => id),
    );
  const [my, their] = [changedBy(mine), changedBy(theirs)];
  const marks = new Map<string, Mark>();
  for (const { id, kind } of drawnChanges(result)) {
    if (kind === "moved") continue;
    const who = my.has(id) && their.has(id) ? text.byBoth : text.by[my.has(id) ? "mine" : "theirs"];
    marks.set(id, { tone: kind, label: `${signs[kind]} ${kinds[kind]}: ${who}` });
  }
  for (const { id, kind, of } of conflicts) {
    if (kind === "document" || kind === "test") continue;
    const choice = choices.get(id);
    const tone = choice === undefined ? "conflict" : (marks.get(of)?.tone ?? "moved");
    const label = choice === undefined ? `! ${text.choose}` : `✓ ${text.chosen(text.by[choice])}`;
    marks.set(of, { tone, label });
  }
  return marks;
}
