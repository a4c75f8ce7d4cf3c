import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, Builder, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

/** Steps in a row below each other, so many that there is a map in the lower right. */
async function opened() {
  const steps = Array.from({ length: 13 }, (_, at) => ({
    ...{
      id: `s${at}`,
      key: `s${at}`,
      type: "set",
      name: `S${at}`,
      config: { values: { a: 1 } },
      settings: {},
    },
    position: { x: at * 40, y: at * 72 },
  }));
  const { id } = await api.call<{ id: string }>("POST", "/workflows", {
    name: "Placing",
    graph: { nodes: steps, edges: [] },
  });
  const { page, complaints } = await openPage(browser);
  await page.goto(`/workflows/${id}`);
  const builder = new Builder(page);
  await builder.card("S12").click({ trial: true });
  return { page, builder, complaints };
}

const zoomOf = (page: Page) =>
  page.locator(".react-flow__viewport").evaluate((it) => new DOMMatrix(getComputedStyle(it).transform).a);

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).last().boundingBox();
  return box ?? { x: Number.NaN, y: Number.NaN, width: 0, height: 0 };
}

/** Whether all of the selected step is on the canvas, and not under the map. */
async function selectedIsInSight(page: Page): Promise<boolean> {
  const [card, canvas, map] = await Promise.all([
    boxOf(page, '.react-flow__node.selected [data-testid="node-card"]'),
    boxOf(page, ".react-flow"),
    boxOf(page, '[data-testid="minimap"]'),
  ]);
  const [right, bottom] = [card.x + card.width, card.y + card.height];
  const inside = card.x >= canvas.x && card.y >= canvas.y;
  const within = right <= canvas.x + canvas.width && bottom <= canvas.y + canvas.height;
  return inside && within && (right <= map.x || bottom <= map.y);
}

it("the view follows a step that is put beyond the edge or under the map, and is as near as before", async () => {
  const { page, builder, complaints } = await opened();
  const canvas = await boxOf(page, ".react-flow");
  const pane = page.locator(".react-flow__pane");
  const zoom = await zoomOf(page);

  // A double-click in the upper right, where half a card fits.
  await pane.dblclick({ position: { x: canvas.width - 60, y: 30 } });
  await page.getByRole("textbox", { name: "Search nodes" }).last().fill("Merge");
  await page.keyboard.press("Enter");
  await builder.card("Merge").waitFor();
  await expect.poll(() => selectedIsInSight(page)).toBe(true);

  // A drop from the palette under the map.
  const map = await boxOf(page, '[data-testid="minimap"]');
  await builder.drag("Wait", map.x - canvas.x - 30, map.y - canvas.y + map.height / 2);
  await expect.poll(() => selectedIsInSight(page)).toBe(true);

  // Copies beside it, again and again, go on to the right.
  for (let copies = 0; copies < 6; copies += 1) await page.keyboard.press("ControlOrMeta+d");
  await expect.poll(() => page.locator(".react-flow__node.selected").count()).toBe(1);
  await expect.poll(() => selectedIsInSight(page)).toBe(true);

  // A chain by the keyboard, from the palette.
  for (let steps = 0; steps < 3; steps += 1) {
    await page.keyboard.press("/");
    await page.locator("input:focus").fill("Calculate");
    await page.getByRole("button", { name: "Add Merge" }).waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".react-flow__node:focus").getByText("Calculate").count()).toBe(1);
    await expect.poll(() => selectedIsInSight(page)).toBe(true);
    await expect.poll(() => builder.card("Calculate").count()).toBe(steps + 1);
  }

  expect(await zoomOf(page)).toBeCloseTo(zoom, 5);
  expect(complaints).toEqual([]);
});
