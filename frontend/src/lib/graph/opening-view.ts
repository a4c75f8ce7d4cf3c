import { type FitViewOptions, getViewportForBounds, type Rect, type Viewport } from "@xyflow/react";

/** The whole graph in view, never larger than life. */
export const WHOLE = { maxZoom: 1, padding: 0.08 } satisfies FitViewOptions;

/** Below this zoom the names on the cards cannot be read. */
export const READABLE_ZOOM = 0.6;

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
  if (all.zoom >= READABLE_ZOOM) return all;
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
