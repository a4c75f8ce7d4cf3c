import { expect, it } from "vitest";
import { isInSight, openingView, READABLE_ZOOM } from "@/lib/graph/opening-view";

const FRAME = { width: 1000, height: 600, minZoom: 0.02 };
const CARD = { width: 216, height: 60 };
const first = { x: 0, y: 0, ...CARD };
const before = { x: 5700, y: 400, ...CARD };
const last = { x: 6000, y: 400, ...CARD };
const LONG = { x: 0, y: 0, width: 6216, height: 460 };

it("opens on the node one came for, readable and amid its neighbours, where the whole would be too small", () => {
  const view = openingView({ whole: LONG, start: first, sought: last }, FRAME);

  expect(view.zoom).toBe(READABLE_ZOOM);
  expect(isInSight(last, view, FRAME)).toBe(true);
  expect(isInSight(before, view, FRAME)).toBe(true);
  expect(isInSight(first, view, FRAME)).toBe(false);
});

it("opens where the graph starts when one came for nothing in it", () => {
  const view = openingView({ whole: LONG, start: first, sought: undefined }, FRAME);

  expect(isInSight(first, view, FRAME)).toBe(true);
  expect(isInSight(last, view, FRAME)).toBe(false);
});

it("opens on the whole of a small graph, whatever one came for", () => {
  const small = { x: 0, y: 0, width: 816, height: 60 };
  const end = { x: 600, y: 0, ...CARD };
  const view = openingView({ whole: small, start: first, sought: end }, FRAME);

  expect([first, end].map((rect) => isInSight(rect, view, FRAME))).toEqual([true, true]);
});

it("tells a node that stands partly beyond the edge from one in sight", () => {
  const view = { x: -100, y: 0, zoom: 1 };

  expect(isInSight({ x: 99, y: 0, ...CARD }, view, FRAME)).toBe(false);
  expect(isInSight({ x: 100, y: 0, ...CARD }, view, FRAME)).toBe(true);
  expect(isInSight({ x: 100, y: 541, ...CARD }, view, FRAME)).toBe(false);
});
