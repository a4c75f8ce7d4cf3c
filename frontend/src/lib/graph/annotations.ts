import type { Annotation } from "@/lib/api/types";
import { type FlatGraph, isLoop, loopsAround } from "./body";
import type { Geometry, Point, Size } from "./geometry";

/** A place and a size on the whole canvas. */
export interface Rect extends Point, Size {}

/** Room between a group's frame and what it is drawn around; the title is above. */
const FRAME = { side: 24, top: 56, bottom: 24 };
export const NOTE_SIZE: Readonly<Size> = { width: 224, height: 136 };
export const SMALLEST: Readonly<Record<Annotation["kind"], Size>> = {
  note: { width: 96, height: 56 },
  group: { width: 160, height: 96 },
};

export function annotationsOf(graph: FlatGraph): readonly Annotation[] {
  return graph.annotations ?? [];
}

export function rectOf({ position, size }: Pick<Annotation, "position" | "size">): Rect {
  return { ...position, ...size };
}

/** What an annotation says, wherever it is drawn. */
export function saidBy({ position: _, size: __, ...said }: Annotation): Partial<Annotation> {
  return said;
}

/** The smallest rectangle around all of them; null around none. */
export function boundsOf(rects: readonly Rect[]): Rect | null {
  if (rects.length === 0) return null;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Where a group's frame lies that is drawn around something. */
export function frameAround({ x, y, width, height }: Rect): Pick<Annotation, "position" | "size"> {
  return {
    position: { x: x - FRAME.side, y: y - FRAME.top },
    size: { width: width + 2 * FRAME.side, height: height + FRAME.top + FRAME.bottom },
  };
}

/** Whether a frame holds something: its middle lies inside, and it is the smaller of the two. */
function holds(frame: Rect, inner: Rect): boolean {
  const x = inner.x + inner.width / 2;
  const y = inner.y + inner.height / 2;
  const inside = x >= frame.x && y >= frame.y && x <= frame.x + frame.width && y <= frame.y + frame.height;
  return inside && inner.width * inner.height < frame.width * frame.height;
}

/** What lies in a group: the outermost nodes, and the notes and groups. */
export function membersOf(group: Annotation, geometry: Geometry): Set<string> {
  const frame = rectOf(group);
  const members = new Set<string>();
  // A loop comes before its body, which moves with it.
  for (const node of geometry.graph.nodes) {
    if (geometry.isHidden(node)) continue;
    const within = loopsAround(geometry.graph, node.id).some(({ id }) => members.has(id));
    if (!within && holds(frame, geometry.rect(node))) members.add(node.id);
  }
  for (const other of annotationsOf(geometry.graph))
    if (other.id !== group.id && holds(frame, rectOf(other))) members.add(other.id);
  return members;
}

/**
 * What moves along when `moved` moves: a group takes what lies in it, an open loop the notes and groups drawn over it.
 * Gives the moved item that each of them follows.
 */
export function carriedBy(geometry: Geometry, moved: ReadonlySet<string>): Map<string, string> {
  const followed = new Map<string, string>();
  const annotations = annotationsOf(geometry.graph);
  if (annotations.length === 0) return followed;
  const groups = new Map(
    annotations.filter(({ kind }) => kind === "group").map((group) => [group.id, group]),
  );
  const loops = new Map(
    geometry.graph.nodes.filter((node) => geometry.isOpen(node)).map((loop) => [loop.id, loop]),
  );
  const queue = [...moved].map((id) => ({ id, leader: id }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { id, leader } = next;
    const group = groups.get(id);
    const loop = loops.get(id);
    const found = group ? membersOf(group, geometry) : loop ? annotationsIn(geometry.rect(loop)) : [];
    for (const member of found) {
      if (moved.has(member) || followed.has(member)) continue;
      followed.set(member, leader);
      queue.push({ id: member, leader });
    }
  }
  return followed;

  function annotationsIn(frame: Rect): string[] {
    return annotations.filter((each) => holds(frame, rectOf(each))).map(({ id }) => id);
  }
}

/** How many loops an annotation is drawn over: it lies above their containers, and below their steps. */
export function depthOf(annotation: Annotation, geometry: Geometry): number {
  const { x, y, width, height } = rectOf(annotation);
  const loop = geometry.containerAt({ x: x + width / 2, y: y + height / 2 });
  if (!loop || !isLoop(loop) || !holds(geometry.rect(loop), rectOf(annotation))) return 0;
  return loopsAround(geometry.graph, loop.id).length + 1;
}
