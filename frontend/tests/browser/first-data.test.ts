import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, baseUrl, Builder, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

function node(id: string, x: number, more: Record<string, unknown>) {
  return { ...{ id, key: id, name: id, position: { x, y: 0 }, config: {}, settings: {} }, ...more };
}

it("a first draft is given data at its trigger, is told what it lacks, and tests itself without sending anything", async () => {
  const path = `first-${Date.now().toString(36)}`;
  const nodes = [
    node("order", 0, {
      type: "trigger",
      name: "Order comes in",
      definition: "api@1",
      config: { path },
    }),
    node("mail", 300, {
      type: "action",
      name: "Order welcome",
      definition: "send_email@1",
      config: { subject: "Welcome", text: "Hello" },
    }),
  ];
  const edges = [{ id: "e1", source: "order", source_handle: "out", target: "mail" }];
  const { id } = await api.call<{ id: string }>("POST", "/workflows", {
    name: "First",
    graph: { nodes, edges },
  });
  const { page, complaints } = await openPage(browser);
  const builder = new Builder(page);
  await page.goto(`/workflows/${id}`);

  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByRole("button", { name: "Run the test" }).click();
  const sheet = page.getByRole("dialog", { name: "Test the draft" });
  await sheet.getByText("Not run").waitFor();
  await sheet.getByRole("button", { name: /Order welcome.*To/ }).click();
  await sheet.waitFor({ state: "hidden" });

  await builder.node("Order welcome").dblclick();
  const mail = page.getByRole("dialog", { name: "Order welcome" });
  await mail.getByRole("button", { name: "Give it data" }).click();
  const trigger = page.getByRole("dialog", { name: "Order comes in" });
  await trigger.getByText(`${baseUrl}/hooks/${path}`).waitFor();
  await trigger
    .getByRole("textbox", { name: /Payload/ })
    .fill(JSON.stringify({ body: { email: "ada@example.com" } }));
  await trigger.getByRole("button", { name: /^Node behind/ }).click();
  await mail.getByRole("region", { name: "Input" }).getByText("ada@example.com").waitFor();
  await mail.getByRole("button", { name: "Close" }).click();
  const to = { to: ["{% $trigger.body.email %}"] };
  const draft = await api.call<Record<string, unknown>>("GET", `/workflows/${id}`);
  const filled = nodes.map((each) =>
    each.id === "mail" ? { ...each, config: { ...each.config, ...to } } : each,
  );
  const { revision, name, description, settings } = draft;
  const saved = { revision, name, description, settings, graph: { nodes: filled, edges } };
  await api.call("PUT", `/workflows/${id}`, saved);
  await page.reload();

  await page.getByRole("button", { name: "Test", exact: true }).click();
  expect(await sheet.getByRole("textbox", { name: /Payload/ }).inputValue()).toContain("ada@example.com");
  await page.getByRole("button", { name: "Run the test" }).click();
  const bar = page.getByRole("status", { name: "Last test" });
  await bar.getByText("1 step gave a sample").waitFor();
  await page.getByLabel(/Order welcome.*Sample: not really done/).waitFor();
  await builder.node("Order welcome").dblclick();
  await mail.getByRole("region", { name: "Output" }).getByText("Sample: not really done").waitFor();
  expect(complaints.filter((each) => !each.includes("422"))).toEqual([]);
});
