/** The pointer as a hand moves it: one move at a time, the next once the page has taken the last. */
import type { Page } from "playwright-core";
import type { Motion, Probe } from "./meter.ts";

interface Spot {
  x: number;
  y: number;
}

const MOVES = 60;
const RADIUS = 140;

/** How it moves when what is at a place is dragged around in a circle. */
export async function moved(
  probe: Probe,
  name: string,
  find: (page: Page) => Promise<Spot>,
): Promise<Motion> {
  const spot = await find(probe.page);
  return probe.motion(name, MOVES, () => circle(probe.page, spot));
}

/** Drags what is at `start` around a circle, and lets go where it began. */
async function circle(page: Page, { x, y }: Spot): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let move = 1; move <= MOVES; move += 1) {
    const angle = (move / MOVES) * 2 * Math.PI;
    await page.mouse.move(x + RADIUS * Math.sin(angle), y + RADIUS * (1 - Math.cos(angle)) * 0.6);
  }
  await page.mouse.up();
}

/** Turns the wheel over the middle of the canvas, away from the reader to come closer. */
export async function wheel(page: Page, turns: number, delta: number): Promise<void> {
  const box = await page.locator(".react-flow").boundingBox();
  if (!box) throw new Error("There is no canvas");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let turn = 0; turn < turns; turn += 1) await page.mouse.wheel(0, delta);
}

/** The place nearest to the canvas's middle where a press takes hold of the canvas itself. */
export function emptyPlace(page: Page): Promise<Spot> {
  return nearestPlace(page, ".react-flow__pane");
}

/** The place nearest to the canvas's middle where a press takes hold of a node that is no container. */
export function nodePlace(page: Page): Promise<Spot> {
  return nearestPlace(page, '.react-flow__node:not(:has([data-testid="loop-frame"]))');
}

async function nearestPlace(page: Page, selector: string): Promise<Spot> {
  const found = await page.evaluate((wanted) => {
    const box = document.querySelector(".react-flow")?.getBoundingClientRect() ?? new DOMRect();
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const spots = Array.from({ length: 4000 }, (_, index) => ({
      x: middle.x + ((index % 80) - 40) * 5,
      y: middle.y + (Math.floor(index / 80) - 25) * 5,
    })).sort(
      (a, b) => Math.hypot(a.x - middle.x, a.y - middle.y) - Math.hypot(b.x - middle.x, b.y - middle.y),
    );
    return spots.find(({ x, y }) => {
      const element = document.elementFromPoint(x, y);
      return (
        element !== null &&
        !element.closest(".react-flow__handle, button") &&
        element.closest(wanted) !== null
      );
    });
  }, selector);
  if (!found) throw new Error(`Nothing like ${selector} is on screen`);
  return found;
}
