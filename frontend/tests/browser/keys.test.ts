import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

async function opened() {
  const at = (id: string, x: number) => ({
    ...{ id, key: id, type: "set", name: id, config: { values: {} }, settings: {} },
    position: { x, y: 0 },
  });
  const { id } = await api.call<{ id: string }>("POST", "/workflows", {
    name: "Keys",
    graph: { nodes: [at("one", 0), at("two", 304), at("three", 608)], edges: [] },
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
