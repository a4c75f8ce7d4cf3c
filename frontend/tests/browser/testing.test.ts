import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api, Builder, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

function node(id: string, type: string, more: Record<string, unknown>) {
  return { ...{ id, key: id, type, name: id, position: { x: 0, y: 0 }, config: {}, settings: {} }, ...more };
}

async function created(
  name: string,
  after: Record<string, unknown>,
): Promise<{ id: string; revision: number }> {
  const path = `tested-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6).toString(36)}`;
  const nodes = [node("called", "trigger", { definition: "api@1", config: { path } }), after];
  const edges = [{ id: "e1", source: "called", source_handle: "out", target: after.id }];
  return api.call("POST", "/workflows", { name, graph: { nodes, edges } });
}

describe("a saved test", () => {
  it("stops the publishing of what it contradicts, unless a person says why", async () => {
    const check = node("check", "condition", {
      config: { rules: [{ left: "{% $trigger.body.total %}", operator: "greater_than", right: 100 }] },
      position: { x: 300, y: 0 },
    });
    const { id } = await created("Tested", check);
    const { page } = await openPage(browser);
    const builder = new Builder(page);
    await page.goto(`/workflows/${id}`);
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByRole("textbox", { name: /Payload/ }).fill(JSON.stringify({ body: { total: 150 } }));
    await page.getByRole("button", { name: "Run the test" }).click();
    await page.getByLabel("Last test", { exact: true }).getByText("Succeeded").waitFor();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByRole("textbox", { name: /Save the last test/ }).fill("Over a hundred");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Run all" }).click();
    await page.getByText("Passed").waitFor();
    await page.keyboard.press("Escape");

    // Alone, with the data of the test, from where its input and output are.
    await builder.node("check").dblclick();
    const detail = page.getByRole("dialog", { name: "check" });
    await detail.getByRole("button", { name: "Run only this step" }).click();
    await detail.getByRole("heading", { name: "This step alone" }).waitFor();
    await detail.getByText("true", { exact: true }).first().waitFor();
    await detail.getByRole("button", { name: "Close" }).click();

    await builder.node("check").click();
    await builder.field("config.rules").getByRole("textbox", { name: "Compare with" }).fill("1000");
    await builder.saved();
    await page.getByLabel(/check.*Out of date: its configuration was changed after the test/).waitFor();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("button", { name: "Publish now" }).click();
    const anyway = page.getByRole("button", { name: "Publish anyway" });
    await anyway.waitFor();
    expect(await anyway.isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Why publish although tests fail" }).fill("The limit was raised");
    await anyway.click();
    await page.getByText("Version 1 is live").waitFor();
    await page.getByText(/^curl -X POST 'http/).waitFor();
    await page.getByRole("button", { name: "Copy the address" }).waitFor();
  });
});

describe("a run that waits for a person", () => {
  it("goes on when they approve on its page", async () => {
    const ask = node("ask", "approval", {
      config: { title: "Ship it?", timeout_seconds: 600 },
      position: { x: 300, y: 0 },
    });
    const { id, revision } = await created("Asked", ask);
    await api.call("POST", `/workflows/${id}/publish`, { revision });
    const run = await api.call<{ id: string }>("POST", `/workflows/${id}/executions`, { payload: {} });
    const { page } = await openPage(browser);
    const builder = new Builder(page);
    await page.goto(`/executions/${encodeURIComponent(run.id)}`);
    await page.getByText("Ship it?").waitFor();
    await page.getByRole("textbox", { name: "Comment" }).fill("As agreed");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Succeeded").first().waitFor();
    await builder.node("ask").click();
    await page
      .getByRole("complementary", { name: "Details" })
      .getByText("approved", { exact: true })
      .waitFor();
    await page.getByRole("group", { name: "Output" }).getByText("As agreed").waitFor();
  });
});
