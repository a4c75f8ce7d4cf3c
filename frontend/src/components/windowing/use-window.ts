import { useCallback, useRef, useState } from "react";
import { scrollIntoSight, useMeasured } from "./scroller";

/** Rows drawn above and below what is seen, so that scrolling shows no gaps. */
const SPARE = 12;
/** Where nothing is laid out. */
const DEFAULT_HEIGHT = 400;
const DEFAULT_WIDTH = 400;

export interface Window {
  ref: React.RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  /** The rows to draw: from `first` up to and without `end`. */
  first: number;
  end: number;
  /** Rows that fit. */
  fits: number;
  /** Of the element that scrolls, in pixels. */
  width: number;
  /** Scrolls so that a row is seen, no further than needed. */
  show: (index: number) => void;
}

/** Which rows of one height are seen in an element that scrolls. `above`: the height of what sticks to its top. */
export function useWindow(count: number, rowHeight: number, above = 0): Window {
  const ref = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: DEFAULT_HEIGHT, width: DEFAULT_WIDTH });
  const measure = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    // By rows: a pixel more is no reason to draw anew.
    const top = Math.floor(element.scrollTop / rowHeight);
    const height = element.clientHeight || DEFAULT_HEIGHT;
    const width = element.clientWidth || DEFAULT_WIDTH;
    setSeen((before) =>
      before.top === top && before.height === height && before.width === width
        ? before
        : { top, height, width },
    );
  }, [rowHeight]);
  useMeasured(ref, measure);

  const show = useCallback(
    (index: number) => {
      const element = ref.current;
      if (!element) return;
      const height = (element.clientHeight || DEFAULT_HEIGHT) - above;
      const from = index * rowHeight;
      scrollIntoSight(element, from, from + rowHeight, height);
      measure();
    },
    [rowHeight, above, measure],
  );
  const fits = Math.max(1, Math.floor((seen.height - above) / rowHeight));
  const first = Math.max(0, Math.min(seen.top, count - 1) - SPARE);
  const end = Math.min(count, Math.min(seen.top, count) + fits + 1 + SPARE);
  return { ref, onScroll: measure, first, end, fits, width: seen.width, show };
}
