import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Api, callHook, launch, openPage, publish } from "./support/session.ts";

let browser: Browser;
let api: Api;
let workflowId: string;
let runId: string;
const name = `Waiting ${Date.now().toString(36)}`;
const path = name.replace(" ", "-").toLowerCase();
const STEPS = 30;

const at = (x: number, y = 0) => ({ position: { x: 260 * x, y: 120 * y }, settings: {} });
const step = (index: number) => ({
  ...{ id: `s${index}`, key: `risk_${index}`, type: "action", definition: "function@1" },
  ...{
    name: `Risk ${index}`,
    ...at(3 + index, 1),
    config: { expression: `{% $trigger.body.n + ${index} %}` },
  },
});
const NODES = [
  {
    ...{ id: "asked", key: "asked", type: "trigger", definition: "api@1", name: "Asked", ...at(0) },
    ...{ config: { path } },
  },
  { id: "wait", key: "wait", type: "delay", name: "Cooling off", ...at(1), config: { seconds: 259_200 } },
  ...Array.from({ length: STEPS }, (_, index) => step(index)),
];
const EDGES = NODES.slice(1).map(({ id }, index) => ({ source: NODES[index]?.id, target: id }));
const GRAPH = { nodes: NODES, edges: EDGES.map((edge, index) => ({ id: `e${index}`, ...edge })) };

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
  workflowId = await publish(api, name, GRAPH, "Said below its name");
  runId = await callHook(path, { n: 1 });
  await vi.waitFor(
    async () => {
      const { nodes } = await api.call<{ nodes: { key: string }[] }>("GET", `/executions/${runId}`);
      expect(nodes.map(({ key }) => key)).toContain("wait");
    },
    { timeout: 30_000, interval: 200 },
  );
}, 60_000);
afterAll(() => browser?.close());

it("leads from anywhere in a row to what it lists", async () => {
  const { page } = await openPage(browser);
  await page.goto(`/workflows?search=${encodeURIComponent(name)}`);
  await page.getByText("Said below its name").first().click();
  await page.waitForURL(`**/workflows/${workflowId}**`);

  await page.goto(`/executions?workflow=${workflowId}`);
  await page
    .getByRole("row", { name: new RegExp(name) })
    .getByText("Running")
    .click();
  await page.waitForURL(`**/executions/${runId}`);
});

it("lists executions on a phone with each start on one line, and nothing beside the screen", async () => {
  const { page } = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await page.clock.setFixedTime(new Date(Date.now() + 23 * 60_000));
  await page.goto(`/executions?workflow=${workflowId}`);
  const started = page.getByRole("cell", { name: /ago$/ }).first();
  const lines = await started.evaluate((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ bottom }) => bottom))
      .size;
  });
  expect(lines).toBe(1);
  const over = await page.locator(".list").evaluate((list) => list.scrollWidth - list.clientWidth);
  expect(over).toBe(0);
});

it("says until when a run waits, and finds any of its steps", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  const details = page.getByRole("complementary", { name: "Details" });
  const row = details.getByRole("button", { name: /^Cooling off Until/ });
  await page.getByTestId("minimap").waitFor();
  await row.click();
  await details.getByText(/^Waits until .* \(in 2 d 23 h\)$/).waitFor();
  expect(await details.getByRole("group", { name: "Output" }).count()).toBe(0);
  await details.getByRole("tab", { name: "Settings" }).click();
  await details.getByText("3 d", { exact: true }).waitFor();

  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("risk 29");
  await page.getByRole("option", { name: /Go to Risk 29/ }).waitFor();
  await page.keyboard.press("Enter");
  await details.getByRole("heading", { name: "Risk 29" }).waitFor();
  await page.locator(".react-flow__node.selected", { hasText: "Risk 29" }).waitFor();

  await details.getByRole("button", { name: "Steps" }).click();
  await details.getByRole("searchbox", { name: "Find a step" }).fill("risk 17");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await details.getByRole("heading", { name: "Risk 17" }).waitFor();
  expect(complaints).toEqual([]);
});

it("shows what a step is configured as in an old version", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/workflows/${workflowId}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Versions" }).click();
  await page.getByRole("button", { name: "View version 1" }).click();
  const version = page.getByRole("dialog", { name: "Version 1" });
  const details = version.getByRole("complementary", { name: "Details" });
  await details.getByText(/^Select a step/).waitFor();
  await version.getByTestId("node-card").filter({ hasText: "Cooling off" }).click();
  await details.getByText("How long").waitFor();
  await details.getByText("3 d", { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

it("tells what a cancelled run did not reach, and offers to go on where it was cancelled", async () => {
  const { page } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await page.getByRole("button", { name: "Cancel run" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel run" }).click();
  await page.getByRole("button", { name: "Go on where it was cancelled" }).waitFor();
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByRole("button", { name: /^Risk 3 Not reached/ }).click();
  await details.getByText("Not reached: the run ended before it came here.").waitFor();
});
