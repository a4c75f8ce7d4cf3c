import { type FocusEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Piece, pieces, rowAt } from "./rows";
import { useAfterDrawing } from "./scroller";

/** So many rows are all drawn, and the browser's own search finds what is in them. */
const ALL_UP_TO = 100;
/** Drawn above and below what is seen, so that scrolling shows no gaps; in pixels. */
const SPARE = 600;
/** A scroll by less is no reason to draw anew. */
const STEP = 120;
/**
 * How high rows were when they were drawn last, by id, also of lists that were left: one that is come back to is as high as
 * it was at once, and so what was in sight is where it was.
 */
const measured = new Map<string, number>();
const MOST_MEASURED = 20_000;

interface RowWindow {
  body: React.RefObject<HTMLTableSectionElement | null>;
  pieces: Piece[];
  onFocus: (event: FocusEvent) => void;
  onBlur: (event: FocusEvent) => void;
}

/**
 * Which rows of a table are drawn that scrolls with its page. They are as high as what is in them: each is measured when
 * it is drawn, as the element whose `data-row` is its id, and reckoned with `estimate` before. The row that has the focus
 * stays, and so do its neighbours, so that the tab key leads on from it. `onSeen` is told which rows are in sight.
 */
export function useRowWindow(
  ids: readonly string[],
  estimate: number,
  onSeen?: (first: number, end: number) => void,
): RowWindow {
  const body = useRef<HTMLTableSectionElement>(null);
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(() => knownOf(ids));
  const [seen, setSeen] = useState({ top: 0, height: 0 });
  const [focused, setFocused] = useState<string | null>(null);
  const ends = useMemo(() => endsOf(ids, heights, estimate), [ids, heights, estimate]);

  const measure = useCallback(() => {
    const element = body.current;
    if (!element) return;
    const above = Math.max(0, -element.getBoundingClientRect().top);
    const next = { top: Math.floor(above / STEP) * STEP, height: window.innerHeight };
    setSeen((before) => (before.top === next.top && before.height === next.height ? before : next));
    const drawn = heightsIn(element);
    setHeights((before) => {
      const changed = drawn.filter(([id, height]) => Math.abs((before.get(id) ?? 0) - height) > 0.5);
      if (changed.length === 0) return before;
      remember(changed);
      return new Map([...before, ...changed]);
    });
  }, []);
  useEffect(() => {
    // Whatever it is that scrolls around the table.
    const options = { capture: true, passive: true };
    document.addEventListener("scroll", measure, options);
    window.addEventListener("resize", measure);
    return () => {
      document.removeEventListener("scroll", measure, options);
      window.removeEventListener("resize", measure);
    };
  }, [measure]);
  useAfterDrawing(measure);

  const first = rowAt(ends, seen.top);
  const end = Math.min(ids.length, rowAt(ends, seen.top + STEP + seen.height) + 1);
  useEffect(() => onSeen?.(first, end), [onSeen, first, end]);

  const kept = focused === null ? -1 : ids.indexOf(focused);
  const all = ids.length <= ALL_UP_TO;
  const from = all ? 0 : rowAt(ends, seen.top - SPARE);
  const to = all ? ids.length : Math.min(ids.length, rowAt(ends, seen.top + STEP + seen.height + SPARE) + 1);
  return {
    body,
    pieces: pieces(ends, from, to, kept < 0 ? [] : [kept - 1, kept, kept + 1]),
    onFocus: ({ target }) => {
      const row = target.closest<HTMLElement>("[data-row]");
      if (row) setFocused(row.dataset.row ?? null);
    },
    onBlur: ({ relatedTarget }) => {
      if (!body.current?.contains(relatedTarget)) setFocused(null);
    },
  };
}

function knownOf(ids: readonly string[]): Map<string, number> {
  return new Map(
    ids.flatMap((id) => {
      const height = measured.get(id);
      return height === undefined ? [] : [[id, height] as [string, number]];
    }),
  );
}

function remember(heights: readonly [string, number][]): void {
  if (measured.size > MOST_MEASURED) measured.clear();
  for (const [id, height] of heights) measured.set(id, height);
}

function endsOf(ids: readonly string[], heights: ReadonlyMap<string, number>, estimate: number): number[] {
  const ends: number[] = [];
  for (const id of ids) ends.push((ends.at(-1) ?? 0) + (heights.get(id) ?? estimate));
  return ends;
}

/** Of the rows that are drawn, by id; none where nothing is laid out. */
function heightsIn(body: HTMLElement): [string, number][] {
  return [...body.querySelectorAll<HTMLElement>("[data-row]")].flatMap((row) => {
    const { height } = row.getBoundingClientRect();
    return height > 0 ? [[row.dataset.row ?? "", height] as [string, number]] : [];
  });
}
