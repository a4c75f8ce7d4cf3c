import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

const edge = (source: string, target: string) => ({
  ...{ id: `${source}>${target}`, source, source_handle: "out", target },
});

async function opened() {
  const at = (id: string, x: number) => ({
    ...{ id, key: id, type: "set", name: id, config: { values: { a: 1 } }, settings: {} },
    position: { x, y: 0 },
  });
  const trigger = {
    ...{ id: "called", key: "called", type: "trigger", definition: "api@1", name: "called", settings: {} },
    ...{ config: { path: `keys-${crypto.randomUUID()}` }, position: { x: 0, y: 240 } },
  };
  const { id } = await api.call<{ id: string }>("POST", "/workflows", {
    name: "Keys",
    graph: {
      nodes: [trigger, at("one", 0), at("two", 304), at("three", 608)],
      edges: [edge("called", "one"), edge("one", "two"), edge("two", "three")],
    },
  });
  const { page, complaints } = await openPage(browser);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`/workflows/${id}`);
  const card = (name: string) => page.getByTestId("node-card").filter({ hasText: name });
  await card("three").waitFor();
  const box = async (name: string) => (await card(name).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { page, complaints, box };
}

it("undoes a group whose title was not written, and puts no old text into another field", async () => {
  const { page, complaints } = await opened();
  const search = page.getByRole("textbox", { name: "Search nodes" });
  await search.click();
  await page.keyboard.type("mail");
  await search.press("Control+a");
  await search.press("Delete");
  await page.locator(".react-flow__pane").click({ position: { x: 40, y: 300 } });
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+g");
  const title = page.getByRole("textbox", { name: "Title of the group" });
  await title.waitFor();
  await expect.poll(() => title.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press("Control+z");
  await expect.poll(() => page.getByTestId("group").count()).toBe(0);
  expect(await search.inputValue()).toBe("");

  // Once its own text is undone, the browser would go on in the field before.
  await page.getByLabel("Workflow name").click();
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  for (let press = 0; press < 4; press += 1) await page.keyboard.press("Control+z");
  expect(await search.inputValue()).toBe("");
  await expect.poll(() => page.getByLabel("Workflow name").inputValue()).toBe("Keys");
  expect(complaints).toEqual([]);
}, 60_000);

it("copies the steps of an area, whatever text was clicked before", async () => {
  const { page, box } = await opened();
  await page.getByText("Draft", { exact: true }).click();
  const [first, last] = [await box("one"), await box("three")];
  await page.keyboard.down("Shift");
  await page.mouse.move(first.x - 20, first.y - 30);
  await page.mouse.down();
  await page.mouse.move(last.x, last.y + 20, { steps: 6 });
  await page.mouse.move(last.x + last.width - 8, last.y + last.height + 20);
  await page.mouse.up();
  await page.keyboard.up("Shift");
  expect(await page.evaluate(() => window.getSelection()?.toString())).toBe("");
  await expect.poll(() => page.locator(".react-flow__node.selected").count()).toBe(3);
  await page.keyboard.press("Control+c");
  await page.getByText("copied").waitFor();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as {
    nodes: unknown[];
  };
  expect(copied.nodes).toHaveLength(3);
}, 60_000);

it("names a step on its card, in its panel and from its menu, and runs up to it or it alone", async () => {
  const { page, complaints } = await opened();
  const card = (name: string) => page.getByTestId("node-card").filter({ hasText: name });
  const name = page.locator(".react-flow__node").getByRole("textbox", { name: "Name" });
  const focused = () => name.evaluate((field) => field === document.activeElement);
  await card("one").click();
  await page.keyboard.press("F2");
  await expect.poll(focused).toBe(true);
  await page.keyboard.type("First");
  await page.keyboard.press("Enter");
  await card("First").waitFor();
  expect(await page.evaluate(() => document.activeElement?.classList.contains("react-flow__node"))).toBe(
    true,
  );

  const panel = page.getByRole("complementary", { name: "Properties" });
  await panel.getByText("First", { exact: true }).dblclick();
  await panel.locator("header").getByRole("textbox", { name: "Name" }).fill("Begin");
  await page.keyboard.press("Enter");
  await card("Begin").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await expect.poll(focused).toBe(true);
  await page.keyboard.type("Start");
  await page.keyboard.press("Escape");
  await card("Begin").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Run to here" }).waitFor();
  await page.getByRole("menuitem", { name: "Run only this step" }).click();
  await panel.getByText("This step alone").waitFor();
  expect(complaints).toEqual([]);
}, 60_000);
