import { annotationsOf, type Rect, rectOf } from "./annotations";
import { Geometry, GRID, NODE_SIZE, type Point, type Size, snap } from "./geometry";
import type { FlatGraph } from "./body";

/** Room around a card that was put where there is some. */
const MARGIN = 24;
const RINGS = 40;

/**
 * The place nearest to the wanted corner, on the whole canvas, where a card (or what has another size) covers no step and no note: there itself,
 * else in rings around it, below before above, and behind before in front. Loops are left alone as a whole; groups are
 * frames, in which things lie. Where all around is taken it is the place that was wanted.
 */
export function freePlace(graph: FlatGraph, wanted: Point, size: Size = NODE_SIZE): Point {
  const geometry = new Geometry(graph);
  const notes = annotationsOf(graph).filter(({ kind }) => kind === "note");
  const taken: readonly Rect[] = [
    ...graph.nodes.filter(({ parent }) => parent === undefined).map((node) => geometry.rect(node)),
    ...notes.map(rectOf),
  ];
  const isFree = (place: Point) => taken.every((rect) => isClearOf({ ...place, ...size }, rect));
  const start = snap(wanted);
  for (let ring = 0; ring <= RINGS; ring += 1) {
    const found = ringAround(start, ring, size).find(isFree);
    if (found) return found;
  }
  return start;
}

function isClearOf({ x, y, width, height }: Rect, rect: Rect): boolean {
  const room = MARGIN - GRID;
  return (
    x >= rect.x + rect.width + room ||
    x + width + room <= rect.x ||
    y >= rect.y + rect.height + room ||
    y + height + room <= rect.y
  );
}

/** The places of one ring, the nearest first. */
function ringAround({ x, y }: Point, ring: number, { width, height }: Size): Point[] {
  // How far the next place to look at is.
  const step = { x: width + MARGIN, y: height + MARGIN };
  const places: Point[] = [];
  for (let row = -ring; row <= ring; row += 1)
    for (let column = -ring; column <= ring; column += 1)
      if (Math.max(Math.abs(row), Math.abs(column)) === ring)
        places.push({ x: x + column * step.x, y: y + row * step.y });
  const far = (place: Point) => Math.hypot(place.x - x, place.y - y);
  return places.sort((a, b) => far(a) - far(b) || b.y - a.y || b.x - a.x);
}
