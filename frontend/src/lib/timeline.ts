/** Bars on a time axis, in lanes so that those at the same time do not cover each other. */
export interface Span {
  from: number;
  to: number;
}

export interface Lane<T extends Span> {
  spans: T[];
}

/** The first lane that is free takes a span; beyond `most` lanes the least busy one does. */
export function toLanes<T extends Span>(spans: readonly T[], most: number): Lane<T>[] {
  const lanes: { spans: T[]; until: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    let lane = lanes.find(({ until }) => until <= span.from);
    if (!lane && lanes.length < most) {
      lane = { spans: [], until: -Infinity };
      lanes.push(lane);
    }
    lane ??= lanes.reduce((least, other) => (other.until < least.until ? other : least));
    lane.spans.push(span);
    lane.until = Math.max(lane.until, span.to);
  }
  return lanes;
}

/**
 * The spans of a lane that meet `seen`, in their order. Where several that are `alike` lie so close together that they
 * and what is between them take less than `least`, one stands for all.
 */
export function seenOf<T extends Span>(
  spans: readonly T[],
  seen: Span,
  least: number,
  alike: (a: T, b: T) => boolean,
): T[] {
  const out: T[] = [];
  for (const span of spans) {
    if (span.to < seen.from || span.from > seen.to) continue;
    const last = out.at(-1);
    const close = last && span.to - last.from < least && alike(last, span);
    if (close) out[out.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    else out.push(span);
  }
  return out;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SIXTIETHS = [1, 2, 5, 10, 15, 30];
/** What a clock and a calendar are read in. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...SIXTIETHS.map((count) => count * SECOND),
  ...SIXTIETHS.map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * DAY),
];

/** Round moments from 0 to `length` (milliseconds), about `count` of them. */
export function ticksOf(length: number, count: number): number[] {
  if (length <= 0) return [0];
  const rough = length / count;
  // Less than a millisecond nobody tells apart.
  const step = STEPS.find((one) => one >= rough) ?? Math.ceil(rough / (100 * DAY)) * 100 * DAY;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}
