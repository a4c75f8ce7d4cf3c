import { useCallback, useRef, useState } from "react";
import { rowAt } from "./rows";
import { scrollIntoSight, useMeasured } from "./scroller";

/** Drawn above and below what is seen, so that scrolling shows no gaps; in pixels. */
const SPARE = 320;
/** A scroll by less is no reason to draw anew. */
const STEP = 40;
/** Where nothing is laid out. */
const DEFAULT = { height: 400, width: 1000 };

/**
 * Which rows, each of its own height, are seen in an element that scrolls, and which part of its width. `ends`: where
 * each row ends, in pixels from where the first begins; `above`: the height of what sticks to the top.
 */
export function useUnevenWindow(ends: readonly number[], above: number) {
  const ref = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, left: 0, ...DEFAULT });
  const measure = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    const width = element.clientWidth || DEFAULT.width;
    const next = {
      top: Math.floor(element.scrollTop / STEP) * STEP,
      // Bars are drawn a whole width beyond what is seen, on both sides.
      left: Math.floor((element.scrollLeft / width) * 2) * (width / 2),
      height: element.clientHeight || DEFAULT.height,
      width,
    };
    setSeen((before) => (sameView(before, next) ? before : next));
  }, []);
  useMeasured(ref, measure);

  const startOf = useCallback((row: number) => ends[row - 1] ?? 0, [ends]);
  /** Scrolls so that a row is seen, no further than needed. */
  const show = useCallback(
    (row: number) => {
      const element = ref.current;
      if (!element) return;
      const height = (element.clientHeight || DEFAULT.height) - above;
      scrollIntoSight(element, startOf(row), ends[row] ?? 0, height);
      measure();
    },
    [startOf, ends, above, measure],
  );
  const first = rowAt(ends, seen.top - SPARE);
  const end = Math.min(ends.length, rowAt(ends, seen.top + STEP + seen.height + SPARE) + 1);
  /** The row a screen further, down or up. */
  const turn = useCallback(
    (row: number, direction: 1 | -1) => rowAt(ends, startOf(row) + direction * (seen.height - above)),
    [ends, startOf, seen.height, above],
  );
  const { left, width } = seen;
  return { ref, onScroll: measure, first, end, startOf, show, turn, left, width };
}

type View = Record<"top" | "left" | "height" | "width", number>;

function sameView(a: View, b: View): boolean {
  return a.top === b.top && a.left === b.left && a.height === b.height && a.width === b.width;
}
