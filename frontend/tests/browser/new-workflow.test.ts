import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, Builder, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

interface Found {
  id: string;
  name: string;
  revision: number;
}

const idOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? "";
const found = async (query: string) =>
  (await api.call<{ items: Found[] }>("GET", `/workflows?${query}`)).items;

/** Presses the button of the list, and waits for the blank canvas. */
async function start(page: Page): Promise<string> {
  await page.goto("/workflows");
  await page.getByRole("button", { name: "New workflow" }).click();
  await page.getByText("Start with a trigger").waitFor();
  return idOf(page);
}

it("a new workflow comes to be by its first edit, and leaves nothing before", async () => {
  const { page, complaints } = await openPage(browser);
  const builder = new Builder(page);
  const id = await start(page);
  await page.getByText("Kept from the first edit on").waitFor();
  await page.reload();
  await page.getByText("Start with a trigger").waitFor();
  expect(idOf(page)).toBe(id);
  await page.goBack();
  await page.getByRole("heading", { name: "Workflows" }).waitFor();
  expect(await found(`ids=${id}`)).toEqual([]);

  await page.goForward();
  await page.getByRole("button", { name: "Add Calculate", exact: true }).click();
  await builder.card("Calculate").waitFor();
  await page.waitForURL((url) => url.pathname.endsWith(id) && url.search === "");
  await expect.poll(() => found(`ids=${id}`)).toMatchObject([{ id, revision: 1 }]);
  await page.keyboard.press("ControlOrMeta+z");
  await builder.card("Calculate").waitFor({ state: "detached" });
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await builder.card("Calculate").waitFor();
  await builder.saved();
  await page.reload();
  await builder.card("Calculate").waitFor();

  await page.getByRole("link", { name: "All workflows" }).click();
  await page.locator(`a[href="/workflows/${id}"]`).first().click();
  await builder.card("Calculate").waitFor();
  expect(idOf(page)).toBe(id);
  expect(complaints).toEqual([]);
});

it("names count up from what there is, and an untouched draft is made when it is published", async () => {
  const { page, complaints } = await openPage(browser);
  const builder = new Builder(page);
  const name = page.getByLabel("Workflow name");
  await start(page);
  const first = await name.inputValue();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("the workflow needs a trigger").first().waitFor();
  await builder.saved();
  const made = await found(`ids=${idOf(page)}`);
  expect(made.map((each) => each.name)).toEqual([first]);

  await start(page);
  const second = await name.inputValue();
  expect(first).toMatch(/^Untitled workflow( \d+)?$/);
  expect(second).toMatch(/^Untitled workflow \d+$/);
  expect(second).not.toBe(first);
  await api.call("DELETE", `/workflows/${made[0]?.id}`);
  // What was refused was asked for.
  expect(complaints.filter((text) => !text.includes("422"))).toEqual([]);
});

it("two tabs of one new workflow are one workflow", async () => {
  const { page, complaints } = await openPage(browser);
  const id = await start(page);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByText("Start with a trigger").waitFor();
  await page.getByLabel("Workflow name").fill("Named in the first tab");
  await new Builder(page).saved();
  await other.getByRole("button", { name: "Add Calculate", exact: true }).click();
  await expect.poll(() => other.getByLabel("Workflow name").inputValue()).toBe("Named in the first tab");
  await new Builder(page).card("Calculate").waitFor();
  expect((await found(`ids=${id}`)).map(({ name }) => name)).toEqual(["Named in the first tab"]);
  expect(complaints).toEqual([]);
});

it("a new workflow survives a server that is away when its tab is closed", async () => {
  const { page } = await openPage(browser);
  const id = await start(page);
  const context = page.context();
  await context.route(`**/api/workflows/${id}*`, (route) => route.abort());
  await page.getByLabel("Workflow name").fill("Made while away");
  await page.locator('[data-save="offline"]').waitFor();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => context.pages().length).toBe(0);
  await context.unroute(`**/api/workflows/${id}*`);
  expect(await found(`ids=${id}`)).toEqual([]);

  const later = await context.newPage();
  await later.goto("/workflows");
  await later.getByRole("link", { name: "Open Made while away" }).click();
  await expect.poll(() => later.getByLabel("Workflow name").inputValue()).toBe("Made while away");
  await new Builder(later).saved();
  await expect.poll(() => found(`ids=${id}`)).toMatchObject([{ name: "Made while away" }]);
  await later.getByRole("link", { name: "All workflows" }).click();
  await later.getByRole("heading", { name: "Workflows" }).waitFor();
  expect(await later.getByRole("link", { name: "Open Made while away" }).count()).toBe(0);
});
