import { expect, it } from "vitest";
import { isInSight, moveIntoSight, openingView, READABLE_ZOOM } from "@/lib/graph/opening-view";

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

it.each([
  ["is in sight", { x: 300, y: 200 }, { x: 0, y: 0 }],
  ["ends at the very edge", { x: 784, y: 540 }, { x: 0, y: 0 }],
  ["stands beyond the right edge", { x: 990, y: 200 }, { x: -230, y: 0 }],
  ["stands beyond the upper left", { x: -10, y: -70 }, { x: 34, y: 94 }],
  ["is much larger than the screen", { x: 900, y: 500, width: 3000, height: 2000 }, { x: -876, y: -476 }],
])("the screen moves as little as shows what %s", (_, rect, move) => {
  expect(moveIntoSight({ ...CARD, ...rect }, FRAME, [])).toEqual(move);
});

it("what was brought into sight is clear of what lies over the canvas, where there is room", () => {
  const map = { x: 785, y: 435, width: 200, height: 150 };
  const bar = { x: 400, y: 15, width: 200, height: 40 };

  expect(moveIntoSight({ x: 950, y: 500, ...CARD }, FRAME, [map, bar])).toEqual({ x: -190, y: -149 });
  expect(moveIntoSight({ x: 420, y: -20, ...CARD }, FRAME, [map, bar])).toEqual({ x: 0, y: 99 });
  expect(moveIntoSight({ x: 600, y: 520, ...CARD }, FRAME, [map, bar])).toEqual({ x: 0, y: -169 });
  const all = { x: 0, y: 0, width: 1000, height: 600 };
  expect(moveIntoSight({ x: 420, y: 40, ...CARD }, FRAME, [all])).toEqual({ x: 0, y: 0 });
});

it("opens on the whole of a graph of a few steps, where that is hardly smaller than what can be read", () => {
  // Five steps on a laptop's screen, beside palette and form.
  const five = { x: 0, y: 0, width: 1432, height: 340 };
  const frame = { width: 860, height: 680, minZoom: 0.02 };
  const view = openingView({ whole: five, start: first, sought: undefined }, frame);

  expect(view.zoom).toBeLessThan(READABLE_ZOOM);
  expect(isInSight(five, view, frame)).toBe(true);
});
