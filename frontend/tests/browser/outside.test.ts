import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Example, readExamples } from "./support/examples.ts";
import { Api, baseUrl, Builder, launch, openPage } from "./support/session.ts";

const SEND = `
import sys, kafka
producer = kafka.KafkaProducer(bootstrap_servers=sys.argv[1])
producer.send(sys.argv[2], value=sys.argv[3].encode()).get(10)
`;
/** Until a schedule that is written now starts: longer than publishing takes. */
const AHEAD_MS = 30_000;
const ARRIVAL_MS = 60_000;
/** Long enough to come into the list, be opened and be seen at work. */
const SETTLE_SECONDS = 10;

let browser: Browser;
let api: Api;
const mark = Date.now().toString(36);
const made: string[] = [];

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(async () => {
  for (const id of made) await api.call("DELETE", `/workflows/${id}`);
  await browser?.close();
});

/** A draft of an example that ships, with an address or topic of its own, open in the builder. */
async function opened(title: string, change: (example: Example) => void = () => undefined) {
  const example = readExamples().find(({ name: each }) => each === title);
  if (!example) throw new Error(`there is no example ${title}`);
  const name = `${example.name} ${mark}`;
  for (const { config } of example.graph.nodes) {
    if (config.path !== undefined) config.path = `${String(config.path)}-${mark}`;
    if (config.topic !== undefined) config.topic = `${String(config.topic)}.${mark}`;
  }
  change(example);
  const { settings, graph } = example;
  const { id } = await api.call<{ id: string }>("POST", "/workflows", { name, settings, graph });
  made.push(id);
  const { page, complaints } = await openPage(browser);
  await page.goto(`/workflows/${id}`);
  return { name, page, complaints, builder: new Builder(page) };
}

async function publish(page: Page, version: number): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish now" }).click();
  await page.getByText(`Version ${version} is live`).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
}

async function toExecutions(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Executions" }).click();
}

async function request(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${baseUrl}/hooks/${path}-${mark}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
}

async function local<T>(path: string): Promise<T[]> {
  const response = await fetch(`${baseUrl}/_local/${path}`);
  return ((await response.json()) as { items: T[] }).items;
}

/** Puts a record onto the broker as any other program does. */
async function send(topic: string, value: unknown): Promise<void> {
  const response = await fetch(`${baseUrl}/_local/status.json`);
  const { parts } = (await response.json()) as { parts: { name: string; port: number }[] };
  const port = parts.find(({ name }) => name === "Kafka broker")?.port;
  await promisify(execFile)("python", ["-c", SEND, `127.0.0.1:${port}`, topic, JSON.stringify(value)]);
}

describe("a workflow that is started from outside", () => {
  it("by a request fails where it is broken, is repaired with the data of that run, and runs", async () => {
    const order = {
      customer: { name: `Ada-${mark} Lovelace`, email: "ada@example.com" },
      items: [{ name: "Lamp", price: 70, quantity: 2 }],
    };
    const { name, page, complaints, builder } = await opened("Order welcome", ({ graph }) => {
      const reserve = graph.nodes.find(({ key }) => key === "reserve");
      if (reserve) reserve.config.url = `${baseUrl}/_local/nowhere`;
    });
    await publish(page, 1);
    await toExecutions(page);
    await page.getByText("No executions match").or(page.getByText("No execution matches")).waitFor();

    // It comes into the list while somebody looks at it, and is red where it failed.
    await request("orders", order);
    await page.getByRole("link", { name }).click({ timeout: ARRIVAL_MS });
    await builder.node("Reserve a gift").locator('[data-status="failed"]').waitFor({ timeout: ARRIVAL_MS });
    await page.getByText("The service refused the request").first().waitFor();
    expect(await builder.node("Send the welcome").locator('[data-status="succeeded"]').count()).toBe(0);

    await page.getByRole("link", { name: "Open in the editor" }).click();
    await page.getByRole("status", { name: "Data of a run" }).waitFor();
    const lastTest = page.getByRole("status", { name: "Last test" });
    await lastTest.getByText("Failed").waitFor();
    await builder.card("Reserve a gift").click();
    await builder.field("config.url").getByRole("textbox").fill(`${baseUrl}/_local/echo`);
    await page.getByRole("button", { name: "Test again" }).click();
    await lastTest.getByText("Succeeded").waitFor();
    await builder.saved();
    await publish(page, 2);

    await toExecutions(page);
    await request("orders", order);
    await page.getByRole("link", { name }).nth(1).waitFor({ timeout: ARRIVAL_MS });
    await page.getByRole("link", { name }).first().click();
    await builder
      .node("Send the welcome")
      .locator('[data-status="succeeded"]')
      .waitFor({ timeout: ARRIVAL_MS });
    await page.getByText("Succeeded").first().waitFor();
    await expect
      .poll(async () => (await local<{ subject: string }>("mail")).map(({ subject }) => subject))
      .toContain(`Welcome, Ada-${mark}!`);
    expect(complaints).toEqual([]);
  }, 240_000);

  it("by a record on the broker and by its schedule is watched step by step", async () => {
    const daily = await opened("Daily digest");
    await daily.builder.card("Every morning").click();
    await daily.page.getByRole("combobox", { name: "Time zone" }).fill("UTC");
    await daily.page.getByRole("option", { name: "UTC", exact: true }).click();
    await daily.page.getByRole("combobox", { name: /^When/ }).click();
    await daily.page.getByRole("option", { name: "By an expression" }).click();
    const at = new Date(Date.now() + AHEAD_MS).toISOString().slice(0, 19);
    await daily.page.getByRole("textbox", { name: "Expression" }).fill(`at(${at})`);
    await daily.builder.saved();
    await publish(daily.page, 1);
    await toExecutions(daily.page);

    const events = await opened("Order events", ({ graph }) => {
      const settle = graph.nodes.find(({ key }) => key === "settle");
      if (settle) settle.config.seconds = SETTLE_SECONDS;
    });
    await publish(events.page, 1);
    await toExecutions(events.page);
    await send(`orders.placed.${mark}`, { id: `o-${mark}`, orders: 4, country: "NL" });
    await events.page.getByRole("link", { name: events.name }).click({ timeout: ARRIVAL_MS });
    await events.builder.node("Let it settle").locator('[data-status="running"]').waitFor();
    expect(
      await events.builder.node("Publish the verdict").locator('[data-status="succeeded"]').count(),
    ).toBe(0);
    await events.builder
      .node("Publish the verdict")
      .locator('[data-status="succeeded"]')
      .waitFor({ timeout: ARRIVAL_MS });
    await expect
      .poll(async () =>
        (await local<{ value: unknown }>(`topics/orders.scored.${mark}`)).map(({ value }) => value),
      )
      .toEqual([expect.stringContaining(`o-${mark}`)]);

    await daily.page.getByRole("link", { name: daily.name }).click({ timeout: ARRIVAL_MS });
    await daily.builder
      .node("Send the digest")
      .locator('[data-status="succeeded"]')
      .waitFor({ timeout: ARRIVAL_MS });
    await daily.builder.node("Add them up").click();
    await daily.page.getByRole("group", { name: "Output" }).getByText("299.5").waitFor();
    expect([...daily.complaints, ...events.complaints]).toEqual([]);
  }, 240_000);
});
