import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Api, callHook, ended, launch, openPage, publish } from "./support/session.ts";

let browser: Browser;
let api: Api;
let workflowId: string;
let runId: string;
const path = `fails-late-${Date.now().toString(36)}`;
const STEPS = 16;

const step = (n: number) => ({
  ...{ id: `s${n}`, key: `step_${n}`, type: "action", name: `Step ${n}`, position: { x: n * 300, y: 0 } },
  // Nobody listens there, and nobody may call it.
  ...(n === STEPS
    ? {
        definition: "api_call@1",
        config: { url: "http://127.0.0.1:9/nothing" },
        settings: { retry: { max_attempts: 0 } },
      }
    : { definition: "function@1", config: { expression: `{% ${n} %}` } }),
});
const NODES = [
  { id: "s0", key: "asked", type: "trigger", definition: "api@1", name: "Asked", position: { x: 0, y: 0 } },
  ...Array.from({ length: STEPS }, (_, index) => step(index + 1)),
].map((node) => ({ config: { path }, ...node }));
const EDGES = Array.from({ length: STEPS }, (_, n) => ({
  ...{ id: `e${n}`, source: `s${n}`, source_handle: "out", target: `s${n + 1}` },
}));

/** A run that fails at the last step of a workflow too wide to be read as a whole. */
beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
  workflowId = await publish(api, `Fails late ${path}`, { nodes: NODES, edges: EDGES });
  runId = await callHook(path);
  await ended(api, runId, "failed");
});
afterAll(() => browser?.close());

/** The names of the steps all of whose cards are on the canvas as it is seen. */
async function inSight(page: Page): Promise<string[]> {
  return page.locator(".react-flow").evaluate((canvas) => {
    const frame = canvas.getBoundingClientRect();
    return [...canvas.querySelectorAll(".react-flow__node")].flatMap((card) => {
      const { left, right, top, bottom } = card.getBoundingClientRect();
      const whole = left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
      return whole ? [/^\w+( \d+)?/.exec(card.getAttribute("aria-label") ?? "")?.[0] ?? ""] : [];
    });
  });
}

it("opens on the step that failed, and leads to those that are selected in the list", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await vi.waitFor(async () => expect(await inSight(page)).toContain(`Step ${STEPS}`), { timeout: 20_000 });
  expect(await inSight(page)).toContain(`Step ${STEPS - 1}`);

  await page
    .getByRole("list", { name: "Steps" })
    .getByRole("button", { name: "Step 1 ", exact: false })
    .first()
    .click();
  await vi.waitFor(async () => expect(await inSight(page)).toContain("Step 1"));
  expect(await inSight(page)).not.toContain(`Step ${STEPS}`);

  await page.getByRole("button", { name: "Steps", exact: true }).click();
  await page.getByRole("button", { name: `Show Step ${STEPS}` }).click();
  await vi.waitFor(async () => expect(await inSight(page)).toContain(`Step ${STEPS}`));
  expect(complaints).toEqual([]);
});

it("leads to the step that failed in the editor too", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await page.getByRole("link", { name: "Open in the editor" }).click();
  await page.getByRole("status", { name: "Data of a run" }).waitFor();
  await page.locator(".react-flow__node.selected", { hasText: `Step ${STEPS}` }).waitFor();
  await vi.waitFor(async () => expect(await inSight(page)).toContain(`Step ${STEPS}`));
  expect(complaints).toEqual([]);
});

it("asks before the run is run again", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await page.getByRole("button", { name: "Run again" }).click();
  await page.getByText("It uses version 1, which is live.").waitFor();
  expect(page.url()).toContain(runId);
  await page.getByRole("button", { name: "Start a new run" }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/executions/") && !url.pathname.includes(runId));
  expect(complaints).toEqual([]);
});

it("never scrolls sideways on a phone", async () => {
  const { page, complaints } = await openPage(browser, { viewport: { width: 390, height: 844 } });
  for (const address of ["/workflows", "/executions", `/executions/${runId}`]) {
    await page.goto(address);
    await page.getByRole("link", { name: "Executions", exact: true }).waitFor();
    await page.getByRole("button", { name: "Switch between light and dark" }).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect([address, width]).toEqual([address, 390]);
  }
  expect(complaints).toEqual([]);
});

it("keeps the page as high as the window while an expression is edited", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/workflows/${workflowId}`);
  await page.locator(".react-flow__node", { hasText: "Step 1" }).first().click();
  await page.locator("[data-expression-editor] .cm-content").first().waitFor();
  const { scrolled, seen } = await page.evaluate(() => ({
    scrolled: document.documentElement.scrollHeight,
    seen: window.innerHeight,
  }));
  expect(scrolled).toBe(seen);
  expect(complaints).toEqual([]);
});
