import { annotationsOf, type Rect, rectOf } from "./annotations";
import { Geometry, GRID, NODE_SIZE, type Point, snap } from "./geometry";
import type { FlatGraph } from "./body";

/** Room around a card that was put where there is some. */
const MARGIN = 24;
/** How far the next place to look at is. */
const STEP = { x: NODE_SIZE.width + MARGIN, y: NODE_SIZE.height + MARGIN };
const RINGS = 40;

/**
 * The place nearest to the wanted corner, on the whole canvas, where a card covers no step and no note: there itself,
 * else in rings around it, below before above, and behind before in front. Loops are left alone as a whole; groups are
 * frames, in which things lie. Where all around is taken it is the place that was wanted.
 */
export function freePlace(graph: FlatGraph, wanted: Point): Point {
  const geometry = new Geometry(graph);
  const notes = annotationsOf(graph).filter(({ kind }) => kind === "note");
  const taken: readonly Rect[] = [
    ...graph.nodes.filter(({ parent }) => parent === undefined).map((node) => geometry.rect(node)),
    ...notes.map(rectOf),
  ];
  const isFree = (place: Point) => taken.every((rect) => isClearOf(place, rect));
  const start = snap(wanted);
  for (let ring = 0; ring <= RINGS; ring += 1) {
    const found = ringAround(start, ring).find(isFree);
    if (found) return found;
  }
  return start;
}

function isClearOf({ x, y }: Point, rect: Rect): boolean {
  const room = MARGIN - GRID;
  return (
    x >= rect.x + rect.width + room ||
    x + NODE_SIZE.width + room <= rect.x ||
    y >= rect.y + rect.height + room ||
    y + NODE_SIZE.height + room <= rect.y
  );
}

/** The places of one ring, the nearest first. */
function ringAround({ x, y }: Point, ring: number): Point[] {
  const places: Point[] = [];
  for (let row = -ring; row <= ring; row += 1)
    for (let column = -ring; column <= ring; column += 1)
      if (Math.max(Math.abs(row), Math.abs(column)) === ring)
        places.push({ x: x + column * STEP.x, y: y + row * STEP.y });
  const far = (place: Point) => Math.hypot(place.x - x, place.y - y);
  return places.sort((a, b) => far(a) - far(b) || b.y - a.y || b.x - a.x);
}
