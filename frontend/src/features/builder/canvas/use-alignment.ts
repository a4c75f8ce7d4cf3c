import { useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Geometry, GRID, type Point } from "@/lib/graph/geometry";
import { sameFields } from "@/lib/same";
import { type Alignable, alignableOf } from "./alignable";
import { type Axis, around, boxOf, type Guides, guidesOf, shifted, shiftTo } from "./alignment";

/** How near something has to come to be drawn to a line: in pixels on the screen, and at most so far on the canvas. */
const REACH = { screen: 6, canvas: 12 };
const NO_GUIDES: Guides = { lines: [], gaps: [] };

/** What stays the same during a drag, looked up at its first move. */
interface Drag {
  /** Cut when it ends. */
  listening: AbortController;
  /** Whether the key is held that keeps to the grid. */
  free: boolean;
  items: Alignable | null;
  positions: ReadonlyMap<string, Point>;
}

/**
 * Lines up what is dragged with what is around it: with an edge or a middle, or with gaps alike; where nothing is near,
 * with the grid. Ctrl or ⌘ keeps to the grid.
 */
export function useAlignment() {
  const flow = useStoreApi();
  const drag = useRef<Drag | null>(null);
  const [dragging, setDragging] = useState(false);
  const [guides, setGuides] = useState(NO_GUIDES);

  const begin = useCallback((event: MouseEvent | TouchEvent) => {
    drag.current?.listening.abort();
    const listening = new AbortController();
    const begun: Drag = { listening, free: holdsKey(event), items: null, positions: new Map() };
    // Heard before the move itself, of which React Flow tells only the place.
    const hear = (each: PointerEvent) => {
      begun.free = holdsKey(each);
    };
    window.addEventListener("pointermove", hear, { capture: true, signal: listening.signal });
    drag.current = begun;
    setDragging(true);
  }, []);

  /** Where dragged items go: null while that is where they are. Positions in bodies count as drawn. */
  const move = useCallback(
    (geometry: Geometry, moving: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> | null => {
      const at = drag.current;
      if (!at) return moving;
      if (at.items?.geometry !== geometry) at.items = alignableOf(geometry, [...moving.keys()]);
      const leader = at.items && moving.get(at.items.leader);
      if (!at.items || !leader) return moving;
      const { rest, box, others } = at.items;
      const { transform, width, height } = flow.getState();
      const [left, top, zoom] = transform;
      const view = boxOf({ x: -left / zoom, y: -top / zoom, width: width / zoom, height: height / zoom });
      const here = shifted(box, { x: leader.x - rest.x, y: leader.y - rest.y });
      const reach = Math.min(REACH.screen / zoom, REACH.canvas);
      const near = at.free ? [] : around(here, others, view, reach);
      const along = (axis: Axis) => shiftTo(axis, here, near, reach) ?? toGrid(leader[axis]) - leader[axis];
      const shift = { x: along("x"), y: along("y") };
      const positions = new Map(
        [...moving].map(([id, { x, y }]) => [id, { x: Math.round(x + shift.x), y: Math.round(y + shift.y) }]),
      );
      const next = guidesOf(shifted(here, shift), near);
      setGuides((shown) => (sameGuides(shown, next) ? shown : next));
      if (samePlaces(at.positions, positions)) return null;
      at.positions = positions;
      return positions;
    },
    [flow],
  );

  const end = useCallback(() => {
    drag.current?.listening.abort();
    drag.current = null;
    setDragging(false);
    setGuides(NO_GUIDES);
  }, []);
  /** Where what is dropped was drawn last; as given when it was not dragged, but moved by keys. */
  const drop = useCallback(
    (dropped: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> => {
      const drawn = drag.current?.positions;
      end();
      return drawn ? new Map([...dropped].map(([id, at]) => [id, drawn.get(id) ?? at])) : dropped;
    },
    [end],
  );
  useEffect(() => end, [end]);

  const steps = useMemo(() => ({ begin, move, drop, end }), [begin, move, drop, end]);
  return { dragging, guides, steps };
}

function holdsKey({ ctrlKey, metaKey }: MouseEvent | TouchEvent): boolean {
  return ctrlKey || metaKey;
}

function toGrid(place: number): number {
  return Math.round(place / GRID) * GRID;
}

function samePlaces(a: ReadonlyMap<string, Point>, b: ReadonlyMap<string, Point>): boolean {
  if (a.size !== b.size) return false;
  return [...b].every(([id, { x, y }]) => {
    const known = a.get(id);
    return known?.x === x && known.y === y;
  });
}

function sameGuides(a: Guides, b: Guides): boolean {
  const same = (left: readonly unknown[], right: readonly unknown[]) =>
    left.length === right.length && left.every((each, at) => sameFields(each, right[at]));
  return same(a.lines, b.lines) && same(a.gaps, b.gaps);
}
