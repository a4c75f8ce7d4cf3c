import {
  type FitViewOptions,
  getViewportForBounds,
  type Rect,
  type Viewport,
  type XYPosition,
} from "@xyflow/react";

/** The whole graph in view, never larger than life. */
export const WHOLE = { maxZoom: 1, padding: 0.08 } satisfies FitViewOptions;

/** Below this zoom the names on the cards cannot be read. */
export const READABLE_ZOOM = 0.6;

/** A whole that fits at this zoom is shown as a whole: to see all of it says more than to read it at once. */
const WHOLE_FROM = 0.5;

/** At least this near is what people are led to. */
export const REVEALING_ZOOM = 0.8;

/** Where the first node stands in a canvas that opens where its graph starts: from the left, as a share of the width. */
const START_AT = 0.06;

/** The canvas on the screen, in pixels. */
interface Frame {
  width: number;
  height: number;
  minZoom: number;
}

/** What can be shown first, in canvas units: all of it, where it starts, and what one came for, if anything. */
interface Openings {
  whole: Rect;
  start: Rect | undefined;
  sought: Rect | undefined;
}

/** The whole graph; where it would be too small to read, what one came for amid its neighbours, else where it starts. */
export function openingView({ whole, start, sought }: Openings, frame: Frame): Viewport {
  const { width, height, minZoom } = frame;
  const all = getViewportForBounds(whole, width, height, minZoom, WHOLE.maxZoom, WHOLE.padding);
  if (all.zoom >= WHOLE_FROM) return all;
  if (sought) return placed(sought, width / 2 - (sought.width / 2) * READABLE_ZOOM, height);
  return start ? placed(start, width * START_AT, height) : all;
}

function placed({ x, y, height }: Rect, left: number, frameHeight: number): Viewport {
  return {
    x: left - x * READABLE_ZOOM,
    y: frameHeight / 2 - (y + height / 2) * READABLE_ZOOM,
    zoom: READABLE_ZOOM,
  };
}

/** Whether all of a place on the canvas is on the screen. */
export function isInSight(rect: Rect, { x, y, zoom }: Viewport, frame: Omit<Frame, "minZoom">): boolean {
  const [left, top] = [rect.x * zoom + x, rect.y * zoom + y];
  return (
    left >= 0 &&
    top >= 0 &&
    left + rect.width * zoom <= frame.width &&
    top + rect.height * zoom <= frame.height
  );
}

/** Room around what was brought into sight, in pixels of the screen. */
const MARGIN = 24;

/**
 * The least move of the screen that shows all of a place on it, clear of what lies over it (all in pixels from the
 * canvas's corner). What is larger than the screen is shown from its upper left.
 */
export function moveIntoSight(
  rect: Rect,
  frame: Omit<Frame, "minZoom">,
  covers: readonly Rect[],
): XYPosition {
  const x = along(rect.x, rect.width, frame.width);
  let y = along(rect.y, rect.height, frame.height);
  for (const cover of covers) {
    const [left, top] = [rect.x + x, rect.y + y];
    const clear =
      left >= cover.x + cover.width ||
      left + rect.width <= cover.x ||
      top >= cover.y + cover.height ||
      top + rect.height <= cover.y;
    if (clear) continue;
    const low = cover.y + cover.height / 2 > frame.height / 2;
    const wanted = low ? cover.y - rect.height - MARGIN : cover.y + cover.height + MARGIN;
    // Where there is no room beside it, it is covered in part rather than out of sight.
    if (wanted >= 0 && wanted + rect.height <= frame.height) y = wanted - rect.y;
  }
  return { x, y };
}

function along(start: number, length: number, frame: number): number {
  if (start >= 0 && start + length <= frame) return 0;
  const last = frame - MARGIN - length;
  return Math.max(MARGIN, Math.min(start, last)) - start;
}
