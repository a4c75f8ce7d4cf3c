/** Edits of what is written beside the nodes: notes, and the frames of groups. */
import type { Annotation } from "@/lib/api/types";
import {
  annotationsOf,
  boundsOf,
  carriedBy,
  frameAround,
  membersOf,
  NOTE_SIZE,
  type Rect,
  rectOf,
} from "@/lib/graph/annotations";
import type { Draft, FlatGraph } from "@/lib/graph/body";
import { freshId } from "@/lib/graph/fresh-node";
import { Geometry, type Point, snap } from "@/lib/graph/geometry";
import { type Command, moveNodes, withGraph } from "./commands";

/** How far a note may be from a node and still be written beside it. */
const BESIDE = 240;

/** A new note with its middle at a place of the canvas. */
export function addNote(middle: Point): { id: string; command: Command } {
  const { width, height } = NOTE_SIZE;
  const position = snap({ x: middle.x - width / 2, y: middle.y - height / 2 });
  return add({ kind: "note", text: "", color: "yellow", position, size: NOTE_SIZE });
}

/** A new frame around the given nodes and notes, or null when there are none of them. */
export function addGroup(
  graph: FlatGraph,
  ids: ReadonlySet<string>,
): { id: string; command: Command } | null {
  const bounds = boundsOf(rectsOf(new Geometry(graph), ids));
  return bounds && add({ kind: "group", text: "", color: "blue", ...frameAround(bounds) });
}

function add(fresh: Omit<Annotation, "id">): { id: string; command: Command } {
  const annotation: Annotation = { id: freshId("a"), ...fresh };
  const command: Command = (draft) =>
    withGraph(draft, { annotations: [...annotationsOf(draft.graph), annotation] });
  return { id: annotation.id, command };
}

export function updateAnnotation(id: string, change: Partial<Omit<Annotation, "id" | "kind">>): Command {
  return (draft) =>
    withGraph(draft, {
      annotations: annotationsOf(draft.graph).map((old) => (old.id === id ? { ...old, ...change } : old)),
    });
}

/** Draws a group's frame close around what lies in it. */
export function fitGroup(id: string): Command {
  return (draft) => {
    const group = annotationsOf(draft.graph).find((each) => each.id === id);
    if (!group) return draft;
    const geometry = new Geometry(draft.graph);
    const bounds = boundsOf(rectsOf(geometry, membersOf(group, geometry)));
    return bounds ? updateAnnotation(id, frameAround(bounds))(draft) : draft;
  };
}

/**
 * Puts nodes and annotations where they were dropped, and what the moved groups hold with them. Positions of nodes in
 * bodies count as in the document.
 */
export function moveItems(positions: ReadonlyMap<string, Point>): Command {
  return (draft) => {
    const all = withCarried(new Geometry(draft.graph), positions);
    return moveAnnotations(all)(moveNodes(all)(draft));
  };
}

/** The given positions, and those of what follows the items that they move. */
export function withCarried(geometry: Geometry, positions: ReadonlyMap<string, Point>): Map<string, Point> {
  const followed = carriedBy(geometry, new Set(positions.keys()));
  const all = new Map(positions);
  if (followed.size === 0) return all;
  const items = new Map(
    [...geometry.graph.nodes, ...annotationsOf(geometry.graph)].map(({ id, position }) => [id, position]),
  );
  for (const [id, leader] of followed) {
    const own = items.get(id);
    const from = items.get(leader);
    const to = positions.get(leader);
    if (own && from && to) all.set(id, { x: own.x + to.x - from.x, y: own.y + to.y - from.y });
  }
  return all;
}

function moveAnnotations(positions: ReadonlyMap<string, Point>): Command {
  return (draft) => {
    const moves = annotationsOf(draft.graph).some(({ id, position }) => {
      const to = positions.get(id);
      return to && (to.x !== position.x || to.y !== position.y);
    });
    if (!moves) return draft;
    const annotations = annotationsOf(draft.graph).map((old) => {
      const position = positions.get(old.id);
      return position ? { ...old, position } : old;
    });
    return withGraph(draft, { annotations });
  };
}

/**
 * Lets notes and frames follow an edit that has moved nodes: a note goes with the node it was written beside, a frame
 * stays around what it held.
 */
export function keepBeside(before: Draft, after: Draft): Draft {
  const annotations = annotationsOf(before.graph);
  if (annotations.length === 0 || before.graph.nodes === after.graph.nodes) return after;
  const old = new Geometry(before.graph);
  const present = new Geometry(after.graph);
  const moves = movesOf(old, present);
  const positions = new Map<string, Point>();
  for (const note of annotations) {
    if (note.kind !== "note") continue;
    const move = nearest(rectOf(note), moves);
    if (move) positions.set(note.id, snap({ x: note.position.x + move.dx, y: note.position.y + move.dy }));
  }
  const moved = moveAnnotations(positions)(after);
  // The inner frames first: an outer one has to hold them too.
  const area = ({ size }: Annotation) => size.width * size.height;
  return annotations
    .filter(({ kind }) => kind === "group")
    .toSorted((a, b) => area(a) - area(b))
    .reduce((draft, group) => {
      const members = membersOf(group, old);
      const from = boundsOf(rectsOf(old, members));
      const to = boundsOf(rectsOf(new Geometry(draft.graph), members));
      if (!from || !to || sameRect(from, to)) return draft;
      const position = { x: group.position.x + to.x - from.x, y: group.position.y + to.y - from.y };
      const sameShape = to.width === from.width && to.height === from.height;
      return updateAnnotation(group.id, sameShape ? { position } : frameAround(to))(draft);
    }, moved);
}

interface Move {
  from: Rect;
  dx: number;
  dy: number;
}

function movesOf(old: Geometry, present: Geometry): Move[] {
  const now = new Map(present.graph.nodes.map((node) => [node.id, node]));
  return old.graph.nodes.flatMap((node) => {
    const same = now.get(node.id);
    if (!same) return [];
    const from = old.rect(node);
    const to = present.rect(same);
    return [{ from, dx: to.x - from.x, dy: to.y - from.y }];
  });
}

/** The move of the node that a note is beside; null when none is near, or it has not moved. */
function nearest(note: Rect, moves: readonly Move[]): Move | null {
  let best: Move | null = null;
  let distance = BESIDE;
  for (const move of moves) {
    const { from } = move;
    const across = Math.max(from.x - note.x - note.width, note.x - from.x - from.width, 0);
    const down = Math.max(from.y - note.y - note.height, note.y - from.y - from.height, 0);
    const apart = Math.hypot(across, down);
    if (apart > distance || (apart === distance && best)) continue;
    best = move;
    distance = apart;
  }
  return best && (best.dx !== 0 || best.dy !== 0) ? best : null;
}

function sameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function rectsOf(geometry: Geometry, ids: ReadonlySet<string>): Rect[] {
  return [
    ...geometry.graph.nodes.filter(({ id }) => ids.has(id)).map((node) => geometry.rect(node)),
    ...annotationsOf(geometry.graph)
      .filter(({ id }) => ids.has(id))
      .map(rectOf),
  ];
}
