/** Where something that is dragged lines up with what is around it. */
import type { Rect } from "@/lib/graph/annotations";

export type Axis = "x" | "y";

interface Span {
  start: number;
  end: number;
}

/** A rectangle by what it covers on each axis. */
export type Box = Readonly<Record<Axis, Readonly<Span>>>;

/** A line along edges, or between middles, that agree: at one place of `axis`, along the other. */
export interface Line extends Span {
  axis: Axis;
  at: number;
}

/** A gap that is as large as another: along `axis`, drawn at one place of the other. */
export interface Gap extends Span {
  axis: Axis;
  at: number;
}

export interface Guides {
  lines: readonly Line[];
  gaps: readonly Gap[];
}

/** The first that agrees is the one that is drawn: of two alike the middle says all. */
const ANCHORS = [middleOf, ({ start }: Span) => start, ({ end }: Span) => end] as const;
/** What is less than this apart is in one place: positions are whole numbers, middles may be halves. */
const SAME = 0.6;

export function boxOf({ x, y, width, height }: Rect): Box {
  return { x: { start: x, end: x + width }, y: { start: y, end: y + height } };
}

export function shifted({ x, y }: Box, by: Readonly<Record<Axis, number>>): Box {
  return {
    x: { start: x.start + by.x, end: x.end + by.x },
    y: { start: y.start + by.y, end: y.end + by.y },
  };
}

/**
 * Those among which the box can line up: they can be seen, do not lie around it as loops and groups do, and share a row
 * or a column with it, or would where it is drawn to. The one look at all of them, at every move.
 */
export function around(box: Box, others: readonly Box[], view: Box, reach: number): Box[] {
  const [x, y] = [middleOf(box.x), middleOf(box.y)];
  return others.filter(
    (other) =>
      meets(other.x, view.x) &&
      meets(other.y, view.y) &&
      (meets(other.x, box.x, reach) || meets(other.y, box.y, reach)) &&
      !(has(other.x, x) && has(other.y, y)),
  );
}

/** The shortest way along an axis to where the box lines up with another or makes a gap alike; null when none is in reach. */
export function shiftTo(axis: Axis, box: Box, others: readonly Box[], reach: number): number | null {
  let best: number | null = null;
  const consider = (shift: number) => {
    if (Math.abs(shift) <= reach && (best === null || Math.abs(shift) < Math.abs(best))) best = shift;
  };
  for (const other of others) for (const anchor of ANCHORS) consider(anchor(other[axis]) - anchor(box[axis]));
  for (const { shift } of gapsAlike(axis, box, others)) consider(shift);
  return best;
}

/** What there is to draw where a box lies now. */
export function guidesOf(box: Box, others: readonly Box[]): Guides {
  return {
    lines: [...linesOf("x", box, others), ...linesOf("y", box, others)],
    gaps: (["x", "y"] as const).flatMap((axis) =>
      gapsAlike(axis, box, others).flatMap(({ shift, between }) =>
        Math.abs(shift) < SAME ? between.map(([a, b]) => gapOf(axis, a, b)) : [],
      ),
    ),
  };
}

function linesOf(axis: Axis, box: Box, others: readonly Box[]): Line[] {
  const across = otherAxis(axis);
  const alike = new Map<number, { crosses: boolean; spans: Span[] }>();
  for (const other of others) {
    const anchor = ANCHORS.find((each) => Math.abs(each(other[axis]) - each(box[axis])) < SAME);
    if (!anchor) continue;
    const at = anchor(other[axis]);
    const known = alike.get(at) ?? { crosses: anchor === middleOf, spans: [box[across]] };
    known.spans.push(other[across]);
    alike.set(at, known);
  }
  return [...alike].flatMap(([at, { crosses, spans }]) =>
    (crosses ? between(spans) : [hull(spans)]).map((part) => ({ axis, at, ...part })),
  );
}

/** What is free between spans: a line through middles is not drawn over what the boxes say. */
function between(spans: readonly Span[]): Span[] {
  const free: Span[] = [];
  let reached = Infinity;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start > reached) free.push({ start: reached, end: start });
    reached = reached === Infinity ? end : Math.max(reached, end);
  }
  return free;
}

function hull(spans: readonly Span[]): Span {
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

interface GapAlike {
  /** How far the box is from where the two gaps are the same. */
  shift: number;
  /** What the two gaps lie between. */
  between: readonly (readonly [Box, Box])[];
}

/** The gap to a neighbour can be as that to the opposite one, or as that between the neighbour and the next beyond it. */
function gapsAlike(axis: Axis, box: Box, others: readonly Box[]): GapAlike[] {
  const across = otherAxis(axis);
  const row = others.filter((other) => meets(other[across], box[across]));
  const middle = middleOf(box[axis]);
  const lower = last(axis, row, middle);
  const upper = first(axis, row, middle);
  const alike: GapAlike[] = [];
  if (lower && upper) {
    const free = upper[axis].start - lower[axis].end - (box[axis].end - box[axis].start);
    const between = [[lower, box] as const, [box, upper] as const];
    if (free > 0) alike.push({ shift: lower[axis].end + free / 2 - box[axis].start, between });
  }
  const beyondLower = lower && last(axis, row, lower[axis].start);
  if (beyondLower) {
    const shift = lower[axis].end + (lower[axis].start - beyondLower[axis].end) - box[axis].start;
    alike.push({ shift, between: [[beyondLower, lower] as const, [lower, box] as const] });
  }
  const beyondUpper = upper && first(axis, row, upper[axis].end);
  if (beyondUpper) {
    const shift = upper[axis].start - (beyondUpper[axis].start - upper[axis].end) - box[axis].end;
    alike.push({ shift, between: [[box, upper] as const, [upper, beyondUpper] as const] });
  }
  return alike;
}

/** The last that ends before a place. */
function last(axis: Axis, row: readonly Box[], before: number): Box | undefined {
  let found: Box | undefined;
  for (const box of row)
    if (box[axis].end < before && (!found || box[axis].end > found[axis].end)) found = box;
  return found;
}

/** The first that starts after a place. */
function first(axis: Axis, row: readonly Box[], after: number): Box | undefined {
  let found: Box | undefined;
  for (const box of row)
    if (box[axis].start > after && (!found || box[axis].start < found[axis].start)) found = box;
  return found;
}

/** Drawn where both can be seen beside it: at the middle of what they share. */
function gapOf(axis: Axis, a: Box, b: Box): Gap {
  const across = otherAxis(axis);
  const at = middleOf({
    start: Math.max(a[across].start, b[across].start),
    end: Math.min(a[across].end, b[across].end),
  });
  return { axis, at, start: a[axis].end, end: b[axis].start };
}

function middleOf({ start, end }: Span): number {
  return (start + end) / 2;
}

/** Whether two spans share more than an end, or would after a shift of at most `slack`. */
function meets(a: Span, b: Span, slack = 0): boolean {
  return a.start < b.end + slack && b.start < a.end + slack;
}

function has({ start, end }: Span, place: number): boolean {
  return place > start && place < end;
}

function otherAxis(axis: Axis): Axis {
  return axis === "x" ? "y" : "x";
}
