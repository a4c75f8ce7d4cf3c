import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, callHook, ended, launch, openPage, publish } from "./support/session.ts";

let browser: Browser;
let api: Api;
let workflowId: string;
let runId: string;
const path = `long-${Date.now().toString(36)}`;
const ITEMS = 1500;

const BODY = {
  nodes: [
    {
      ...{ id: "b1", key: "write", type: "action", definition: "function@1", name: "Write" },
      ...{
        position: { x: 0, y: 0 },
        config: { expression: '{% {"number": $item, "text": $pad("", 5000, "x")} %}' },
      },
    },
  ],
  edges: [],
};
const NODES = [
  {
    ...{ id: "n1", key: "asked", type: "trigger", definition: "api@1", name: "Asked" },
    ...{ position: { x: 0, y: 0 }, config: { path } },
  },
  {
    ...{ id: "n2", key: "rows", type: "loop", name: "Rows", position: { x: 260, y: 0 } },
    config: {
      ...{ items: `{% [1..${ITEMS}] %}`, mode: "concurrent", concurrency: 40, result: "{% $write.number %}" },
      ...{ expected_items: ITEMS, body: BODY },
    },
  },
];
const GRAPH = { nodes: NODES, edges: [{ id: "e1", source: "n1", source_handle: "out", target: "n2" }] };

/** A run of more steps, and of more data, than one answer of the API holds. */
beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
  workflowId = await publish(api, `Long ${path}`, GRAPH);
  runId = await callHook(path);
  await ended(api, runId, "succeeded", 170_000);
}, 180_000);
afterAll(() => browser?.close());

it("says how much of a long run is shown, and loads the rest and values on demand", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await page.getByText("1,000 of 1,502 step runs", { exact: true }).waitFor();
  await page
    .getByRole("button", { name: /^Write/ })
    .first()
    .click();

  // The last that came with the run, without its values: they are loaded when it is looked at
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByRole("group", { name: "Output" }).getByText(/x{20}/).first().waitFor();
  await details.getByRole("button", { name: "Show more of this step" }).click();
  await details.getByText(/of 1,502 step runs/).waitFor({ state: "hidden" });
  const iteration = details.getByRole("combobox", { name: "Iteration" });
  await iteration.fill("1499");
  await page.getByRole("option", { name: /^1499/ }).click();
  await details.getByRole("group", { name: "Output" }).getByText("1500").waitFor();
  expect(complaints).toEqual([]);
});

it("loads more passes of a loop from where one is chosen", async () => {
  const { page } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  const passes = page.getByRole("combobox", { name: "Iteration of Rows" });
  await passes.fill("1499");
  await page.getByRole("option", { name: "Show more · 1,000 of 1,502 step runs" }).click();
  await expect.poll(() => passes.inputValue(), { timeout: 15_000 }).toContain("All 1500");
  await passes.fill("1499");
  await page.getByRole("option", { name: /^1499/ }).click();
});

it("says what could not be loaded, and loads it when asked again", async () => {
  const { page } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await page.route("**/nodes?*", (route) =>
    route.fulfill({ status: 400, contentType: "application/problem+json", body: '{"detail": "Not today."}' }),
  );
  await page.getByRole("button", { name: "Show more" }).click();
  const fault = page.getByRole("alert").filter({ hasText: "More of this run could not be loaded" });
  await fault.getByText("Not today.").waitFor();
  await fault.getByRole("button", { name: "Copy the error" }).waitFor();
  await page.unroute("**/nodes?*");
  await fault.getByRole("button", { name: "Try again" }).click();
  await page.getByText("1,000 of 1,502 step runs", { exact: true }).waitFor({ state: "hidden" });
});

it("says what a test of as many steps leaves out", async () => {
  const { page } = await openPage(browser);
  await page.goto(`/workflows/${workflowId}?run=${runId}`);
  await page.getByRole("note").getByText("1,000 of 1,502 step runs are shown").waitFor();
});
