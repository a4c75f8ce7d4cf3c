import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Api, callHook, launch, openPage, publish } from "./support/session.ts";

let browser: Browser;
let api: Api;
let workflowId: string;
const path = `many-${Date.now().toString(36)}`;
const RUNS = 320;
/** Calls at a time. */
const AT_ONCE = 16;
/** Of the list, in one answer. */
const PAGE = 50;

const NODES = [
  { id: "n1", key: "asked", type: "trigger", definition: "api@1", name: "When asked", config: { path } },
  { id: "n2", key: "wait", type: "delay", name: "Wait", config: { seconds: 3600 } },
].map((node, at) => ({ ...node, position: { x: at * 300, y: 0 } }));
const EDGES = [{ id: "e1", source: "n1", source_handle: "out", target: "n2" }];

/** More runs than a list draws, all under way. */
beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
  workflowId = await publish(api, `Many ${path}`, { nodes: NODES, edges: EDGES });
  let left = RUNS;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await callHook(path, { left });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  await vi.waitFor(async () => expect(await counted("running")).toBe(RUNS), {
    timeout: 60_000,
    interval: 500,
  });
}, 120_000);
afterAll(() => browser?.close());

async function counted(status: string): Promise<number> {
  const query = `workflow_id=${workflowId}`;
  const { counts } = await api.call<{ counts: Record<string, number> }>("GET", `/executions/counts?${query}`);
  return counts[status] ?? 0;
}

const table = (page: Page) => page.getByRole("table");
const rows = (page: Page) => page.locator("tr[data-row]");
const boxes = (page: Page) => page.getByRole("checkbox", { name: /^Select the run of Many/ });
/** The places that rows say they have, in the order in which they are drawn. */
const places = (page: Page) =>
  rows(page).evaluateAll((drawn) => drawn.map((row) => Number(row.getAttribute("aria-rowindex"))));

/** Scrolls what the table is in, at once. */
async function scrollBy(page: Page, pixels: number): Promise<void> {
  await table(page).evaluate((element, by) => {
    let around: Element | null = element;
    const scrolls = ({ scrollHeight, clientHeight }: Element) => scrollHeight > clientHeight + 1;
    while (around && !(scrolls(around) && getComputedStyle(around).overflowY === "auto"))
      around = around.parentElement;
    around?.scrollBy({ top: by, behavior: "instant" });
  }, pixels);
}

/** Opens the list and brings all of its pages. */
async function listed() {
  const { page, complaints } = await openPage(browser, { reducedMotion: "reduce" });
  await page.goto(`/executions?workflow=${workflowId}`);
  await boxes(page).first().waitFor();
  expect(await table(page).getAttribute("aria-rowcount")).toBe("-1");
  const more = page.getByRole("button", { name: "Load more" });
  const height = () => table(page).evaluate(({ scrollHeight }) => scrollHeight);
  for (let shown = PAGE; shown < RUNS; shown += PAGE) {
    const before = await height();
    await more.click();
    await expect.poll(height).toBeGreaterThan(before);
  }
  await more.waitFor({ state: "detached" });
  // Keys scroll what was clicked last: here the margin beside the list.
  await page.mouse.click(20, 500);
  await page.keyboard.press("Home");
  return { page, complaints };
}

it("draws the rows around the view only, by wheel and by keyboard, and says which they are", async () => {
  const { page, complaints } = await listed();
  await expect.poll(async () => (await places(page))[0]).toBe(2);
  expect(await table(page).getAttribute("aria-rowcount")).toBe(String(RUNS + 1));
  expect(await rows(page).count()).toBeLessThan(100);

  await rows(page).first().hover();
  let last = (await places(page)).at(-1) ?? 0;
  while (last < RUNS + 1) {
    await page.mouse.wheel(0, 1500);
    await expect.poll(async () => (await places(page)).at(-1)).toBeGreaterThan(last);
    const drawn = await places(page);
    expect(drawn.length).toBeLessThan(100);
    // Without a hole, and without one twice.
    expect(drawn).toEqual(drawn.map((_, at) => (drawn[0] ?? 0) + at));
    last = drawn.at(-1) ?? 0;
  }
  await page.keyboard.press("Home");
  await expect.poll(async () => (await places(page))[0]).toBe(2);

  // The tab key leads on from row to row, also to those that were not drawn when it began.
  await boxes(page).first().focus();
  for (let row = 0; row < 60; row += 1) {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
  }
  const place = () =>
    page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex") ?? null);
  expect(await place()).toBe("62");
  // It stays where it is when one scrolls away from it.
  await page.keyboard.press("End");
  await expect.poll(async () => (await places(page)).at(-1)).toBe(RUNS + 1);
  expect(await place()).toBe("62");
  expect(complaints).toEqual([]);
});

it("comes back from a run to the place that led to it", async () => {
  const { page, complaints } = await listed();
  for (const place of ["the end", "the middle"]) {
    if (place === "the end") await page.keyboard.press("End");
    else await scrollBy(page, -4000);
    const drawn = () => places(page);
    await expect.poll(async () => ((await drawn()).at(-1) ?? 0) === RUNS + 1).toBe(place === "the end");
    const [first = 0, last = 0] = [(await drawn()).at(0), (await drawn()).at(-1)];
    const row = page.locator(
      `tr[aria-rowindex="${place === "the end" ? last : Math.ceil((first + last) / 2)}"]`,
    );
    const link = row.getByRole("link");
    // Where it stands still, in sight.
    await link.hover();
    const [href, top] = [await link.getAttribute("href"), (await link.boundingBox())?.y ?? 0];
    await link.click();
    await page.waitForURL(`**${href}`);
    await page.getByRole("button", { name: "Cancel run" }).waitFor();
    await page.goBack();
    await link.waitFor();
    expect(await link.getAttribute("href")).toBe(href);
    await expect.poll(async () => Math.abs(((await link.boundingBox())?.y ?? 0) - top)).toBeLessThan(40);
    expect(await table(page).getAttribute("aria-rowcount")).toBe(String(RUNS + 1));
  }
  expect(complaints).toEqual([]);
});

it("keeps what is selected in rows that are not drawn any more, and cancels all of it", async () => {
  const { page, complaints } = await listed();
  const bar = page.getByRole("group", { name: "Selected executions" });
  await boxes(page).first().check();
  // The row that has the focus would stay.
  await page.mouse.click(20, 500);
  await page.keyboard.press("End");
  await expect.poll(async () => (await places(page)).at(-1)).toBe(RUNS + 1);
  expect((await places(page))[0]).toBeGreaterThan(2);
  await boxes(page).last().check();
  await bar.getByText("2 selected").waitFor();
  await page.keyboard.press("Home");
  await expect.poll(async () => (await places(page))[0]).toBe(2);
  expect(await boxes(page).first().isChecked()).toBe(true);

  await page.getByRole("checkbox", { name: "Select all running ones that are shown" }).check();
  await bar.getByText(`${RUNS} selected`).waitFor();
  await boxes(page).first().uncheck();
  await bar.getByText(`${RUNS - 1} selected`).waitFor();
  await bar.getByRole("button", { name: "Cancel" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Cancel ${RUNS - 1} executions` })
    .click();
  await page.getByText(`${RUNS - 1} executions are being cancelled`).waitFor({ timeout: 120_000 });
  await expect.poll(() => counted("cancelled"), { timeout: 60_000, interval: 500 }).toBe(RUNS - 1);
  expect(await counted("running")).toBe(1);
  expect(complaints).toEqual([]);
}, 240_000);
