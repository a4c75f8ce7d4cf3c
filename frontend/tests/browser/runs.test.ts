import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, baseUrl, callHook, ended, launch, openPage, publish } from "./support/session.ts";

let browser: Browser;
let api: Api;
let workflowId: string;
let runId: string;
const path = `runs-${Date.now().toString(36)}`;

const at = (x: number) => ({ x, y: 0 });
const NODES = [
  {
    id: "n1",
    key: "asked",
    type: "trigger",
    definition: "api@1",
    name: "Asked",
    position: at(0),
    config: { path },
  },
  {
    ...{ id: "n2", key: "list", type: "action", definition: "function@1", name: "List", position: at(300) },
    config: { expression: '{% [1..400].{"number": $, "name": "thing " & $} %}' },
  },
  {
    ...{ id: "n3", key: "fetch", type: "action", definition: "api_call@1", name: "Fetch", position: at(600) },
    // Nobody listens there, and nobody may call it.
    ...{ config: { url: "http://127.0.0.1:9/nothing" }, settings: { retry: { max_attempts: 0 } } },
  },
];
const EDGES = [
  { id: "e1", source: "n1", source_handle: "out", target: "n2" },
  { id: "e2", source: "n2", source_handle: "out", target: "n3" },
];

/** A published workflow and a run of it that fails at its last step. */
beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
  workflowId = await publish(api, `Fails ${path}`, { nodes: NODES, edges: EDGES });
  runId = await callHook(path, { a: 1 });
  await ended(api, runId, "failed");
});
afterAll(() => browser?.close());

it("finds a run by its workflow, status, id and error, and keeps that in the address", async () => {
  const { page, complaints } = await openPage(browser);
  const rows = page.getByRole("link", { name: `Fails ${path}` });
  await page.goto(`/executions?workflow=${workflowId}`);
  await page.getByRole("button", { name: /^Failed 1$/ }).click();
  await rows.waitFor();
  expect(new URL(page.url()).searchParams.get("status")).toBe("failed");

  const search = page.getByRole("searchbox", { name: /beginning of an execution/ });
  await search.fill("Destination");
  await page.waitForURL(/q=Destination/);
  await rows.waitFor();
  await search.fill("nothing like it");
  await page.getByText("No execution matches these filters").waitFor();
  await search.fill(runId.slice(37));
  await rows.waitFor();

  await page.reload();
  await rows.waitFor();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect.poll(() => new URL(page.url()).search).toBe("");
  expect(complaints).toEqual([]);
});

it("steps through a run by the keyboard, and looks into what a step gave", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  const scrubber = page.getByRole("slider", { name: "Moment of the run" });
  const steps = page.getByRole("list", { name: "Steps" });
  await steps.getByRole("button", { name: /Fetch/ }).waitFor();

  await scrubber.focus();
  await page.keyboard.press("Home");
  await steps.getByRole("button", { name: "Fetch Not reached" }).waitFor();
  await page.getByText("Asked began").waitFor();
  await page.keyboard.press("End");
  await page.getByText("Fetch: failed").waitFor();
  await page.keyboard.press(",");
  await steps.getByRole("button", { name: "Fetch Running" }).waitFor();
  await page.getByRole("button", { name: "To the end" }).click();

  await page.getByRole("button", { name: "Show Fetch" }).click();
  await page.getByText("This address may not be called").first().waitFor();
  await page.getByRole("button", { name: "Steps" }).click();
  await steps.getByRole("button", { name: /List/ }).click();
  const output = page.getByRole("group", { name: "Output" });
  await output.getByText("Table").click();
  await output.getByRole("columnheader", { name: "number" }).waitFor();
  await output.getByRole("button", { name: "Search" }).click();
  await page.keyboard.type("thing 321");
  await output.getByText("1 of 1").waitFor();
  await output.getByText(/\$list.*\[320\]\.name/).waitFor();
  await output.getByText("Tree").click();
  await output.getByRole("treeitem", { name: /thing 321/ }).waitFor();
  expect(complaints).toEqual([]);
});

it("leads from a step to the run it started, and from there back", async () => {
  const { page, complaints } = await openPage(browser);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ id: "o-7", email: "ada@example.com" });
  const started = await fetch(`${baseUrl}/hooks/cancellations`, { method: "POST", headers, body });
  const { execution_id: parent } = (await started.json()) as { execution_id: string };
  await page.goto(`/executions/${parent}`);
  const steps = page.getByRole("list", { name: "Steps" });
  await steps.getByRole("button", { name: /Tell the customer/ }).click();
  await page.getByRole("link", { name: "Open the run it started" }).click({ timeout: 30_000 });
  const back = page.getByRole("link", { name: "Open the run that started this one" });
  await back.waitFor();
  const child = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1) ?? "");
  expect(child).not.toBe(parent);
  const { parent: told } = await api.call<{ parent: object }>("GET", `/executions/${child}`);
  expect(told).toMatchObject({ execution_id: parent, node_key: "customer" });
  await back.click();
  await page.waitForURL((url) => decodeURIComponent(url.pathname).endsWith(parent));
  await steps.getByRole("button", { name: /Tell the customer/ }).waitFor();
  expect(complaints).toEqual([]);
});

it("lets a failed run go on from where it failed", async () => {
  const { page } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await page.getByRole("button", { name: "Go on from the failure" }).click();
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  // It fails again, for the same reason: the step was tried once more, and what had succeeded was not.
  const steps = page.getByRole("list", { name: "Steps" });
  await steps.getByRole("button", { name: /Fetch.*2 attempts/ }).waitFor({ timeout: 60_000 });
  expect(await steps.getByRole("button", { name: /List.*attempts/ }).count()).toBe(0);
});

it("opens the editor with the data of a run, tests with it, and drops it", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  await page.getByRole("link", { name: "Open in the editor" }).click();
  const notice = page.getByRole("status", { name: "Data of a run" });
  await notice.getByText("1 step gives what it gave then").waitFor();
  await page.getByRole("status", { name: "Last test" }).getByText("Failed").waitFor();

  await page.getByRole("button", { name: "Test again" }).click();
  // What failed is done anew, here with a sample; what had succeeded gives what it gave
  await page.getByRole("status", { name: "Last test" }).getByText("Succeeded").waitFor();
  await page.locator(".react-flow__node", { hasText: "List" }).click();
  await page.getByRole("tab", { name: "Test" }).click();
  await page
    .getByRole("treeitem", { name: /thing 1"/ })
    .first()
    .waitFor();

  await notice.getByRole("button", { name: "Go back to sample data" }).click();
  await notice.waitFor({ state: "hidden" });
  expect(new URL(page.url()).search).toBe("");
  expect(complaints).toEqual([]);
});
