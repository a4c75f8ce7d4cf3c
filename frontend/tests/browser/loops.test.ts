import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, callHook, ended, launch, openPage, publish } from "./support/session.ts";

let browser: Browser;
let runId: string;
const path = `nested-${Date.now().toString(36)}`;

const PRICE = {
  ...{ id: "b2", key: "price", type: "action", definition: "function@1", name: "Price" },
  ...{ position: { x: 0, y: 0 }, config: { expression: "{% $item.price * 2 %}" } },
};
const LINES = {
  ...{ id: "b1", key: "lines", type: "loop", name: "Lines", position: { x: 0, y: 0 } },
  config: { items: "{% $item.lines %}", body: { nodes: [PRICE], edges: [] } },
};
const NODES = [
  {
    ...{ id: "n1", key: "asked", type: "trigger", definition: "api@1", name: "Asked" },
    ...{ position: { x: 0, y: 0 }, config: { path } },
  },
  {
    ...{ id: "n2", key: "orders", type: "loop", name: "Orders", position: { x: 300, y: 0 } },
    config: { items: "{% $trigger.body.orders %}", body: { nodes: [LINES], edges: [] } },
  },
];
const EDGES = [{ id: "e1", source: "n1", source_handle: "out", target: "n2" }];
const ORDERS = [
  {
    customer: "Ada",
    lines: [
      { sku: "lamp", price: 70 },
      { sku: "book", price: 18 },
    ],
  },
  { customer: "Bob", lines: [{ sku: "desk", price: 240 }] },
];

beforeAll(async () => {
  browser = await launch();
  const api = await Api.connect();
  await publish(api, `Nested ${path}`, { nodes: NODES, edges: EDGES });
  runId = await callHook(path, { orders: ORDERS });
  await ended(api, runId, "succeeded");
});
afterAll(() => browser?.close());

it("shows the item of each loop around a step, where an iteration is chosen and above the step's input", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`/executions/${runId}`);
  const details = page.getByRole("complementary", { name: "Details" });
  await page.getByTestId("node-card").filter({ hasText: "Price" }).click();
  await details.getByRole("combobox", { name: "Iteration" }).click();
  const options = page.getByRole("option");
  await expect
    .poll(() => options.allTextContents())
    .toEqual([
      "0.0 · sku: lamp, price: 70 · succeeded",
      "0.1 · sku: book, price: 18 · succeeded",
      "1.0 · sku: desk, price: 240 · succeeded",
    ]);
  await options.nth(1).click();
  const item = (name: string) => details.getByRole("group", { name, exact: true });
  await item("Item 1 of Lines").getByText("book").waitFor();
  await item("Item 0 of Orders").getByText("Ada").waitFor();
  await item("Output").getByText("36").waitFor();

  // A loop's own choice tells its items too, once it is known in which of the outer ones.
  await page.getByRole("combobox", { name: "Iteration of Orders" }).click();
  await page.getByRole("option", { name: "1 · customer: Bob · succeeded" }).click();
  await page.getByRole("combobox", { name: "Iteration of Lines" }).click();
  await page.getByRole("option", { name: "0 · sku: desk, price: 240 · succeeded" }).click();
  await item("Item 1 of Orders").getByText("Bob").waitFor();
  expect(complaints).toEqual([]);
});
