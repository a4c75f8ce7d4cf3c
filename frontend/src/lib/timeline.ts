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

const STEPS = [1, 2, 5];

/** Round moments from 0 to `length` (milliseconds), about `count` of them. */
export function ticksOf(length: number, count: number): number[] {
  if (length <= 0) return [0];
  const rough = length / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  // Less than a millisecond nobody tells apart.
  const step = Math.max(1, (STEPS.find((factor) => factor * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}
