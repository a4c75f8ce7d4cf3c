import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api, baseUrl, Builder, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;
const made: string[] = [];

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(async () => {
  for (const id of made) await api.call("DELETE", `/workflows/${id}`);
  await browser?.close();
});

interface Refusal {
  errors: { field: string; message: string }[];
}

describe("what an API trigger expects", () => {
  it("is said by rows, offered to expressions, held against requests, and asked for by a form", async () => {
    const path = `expected-${Date.now().toString(36)}`;
    const nodes = [
      {
        ...{ id: "order", key: "order", name: "Order", type: "trigger", definition: "api@1" },
        ...{ position: { x: 0, y: 0 }, config: { method: "POST", path }, settings: {} },
      },
      {
        ...{ id: "seen", key: "seen", name: "Seen", type: "set", position: { x: 300, y: 0 }, settings: {} },
        config: { values: { mail: "{% $trigger.body.customer.email %}" } },
      },
    ];
    const edges = [{ id: "e1", source: "order", source_handle: "out", target: "seen" }];
    const { id } = await api.call<{ id: string }>("POST", "/workflows", {
      name: path,
      graph: { nodes, edges },
    });
    made.push(id);
    const { page, complaints } = await openPage(browser);
    const builder = new Builder(page);
    await page.goto(`/workflows/${id}`);

    // The first field by the keyboard alone, then a group with a field in it.
    await builder.card("Order").click();
    const schema = builder.field("config.body_schema");
    await schema.getByText("Anything is taken.").waitFor();
    await schema.getByRole("button", { name: "Add a field" }).press("Enter");
    await page.keyboard.type("number");
    await schema.getByRole("checkbox", { name: "number is required" }).press("Space");
    await schema.getByRole("button", { name: "Add a field", exact: true }).click();
    await page.keyboard.type("customer");
    await schema.getByRole("combobox", { name: "customer: type" }).click();
    await page.getByRole("option", { name: "Group" }).click();
    await schema.getByRole("button", { name: "Add a field to customer" }).click();
    await page.keyboard.type("email");
    await schema.getByRole("checkbox", { name: "customer › email is required" }).check();
    await schema.getByRole("button", { name: "Description and example of customer › email" }).click();
    await schema.getByRole("textbox", { name: "customer › email: description" }).fill("Whom to tell");
    await schema.getByRole("button", { name: "Move customer up" }).click();
    await schema.getByText("JSON", { exact: true }).click();
    const json = schema.getByRole("textbox", { name: "What the body looks like" });
    expect(JSON.parse(await json.inputValue())).toEqual({
      type: "object",
      properties: {
        customer: {
          ...{ type: "object", required: ["email"] },
          properties: { email: { type: "string", description: "Whom to tell" } },
        },
        number: { type: "string" },
      },
      required: ["number"],
      order: ["customer", "number"],
    });
    await builder.saved();

    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("Version 1 is live").waitFor();
    // The sample is that of the live version, which is read first.
    const curl = page.getByText(/^curl -X POST 'http/);
    await expect.poll(() => curl.textContent()).toContain(`"customer":{"email":"ada@example.com"}`);
    await page.getByRole("button", { name: "Done" }).click();

    const send = (body: unknown) =>
      fetch(`${baseUrl}/hooks/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const refused = await send({ customer: { email: 7 } });
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as Refusal).errors.map(({ field, message }) => [field, message])).toEqual([
      ["body.customer.email", "`email` must be text"],
      ["body.number", "`number` is required"],
    ]);
    const taken = await send({ number: "A-7", customer: { email: "ada@example.com" } });
    expect(taken.status).toBe(202);

    // The payload of a test, typed by form: what the trigger would not take is said at its place.
    await page.getByRole("button", { name: "Test", exact: true }).click();
    const email = page.getByRole("dialog").locator(`[data-field="payload.body.customer.email"]`);
    await email.getByText("Whom to tell").waitFor();
    await email.getByRole("textbox").fill("");
    await email.getByText("email is required").waitFor();
    await page.getByText("A test tries it all the same").waitFor();
    await email.getByRole("textbox").fill("bo@example.com");
    await page.getByText("A test tries it all the same").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Run the test" }).click();
    await page.getByLabel("Last test", { exact: true }).getByText("Succeeded").waitFor();
    await builder.card("Seen").click();
    await page.getByText("bo@example.com").first().waitFor();

    // The trigger has received something: what it lacks is taken from there.
    await builder.card("Order").click();
    await api.call("POST", `/workflows/${id}/executions`, {
      payload: { body: { number: "B-1", customer: { email: "b@example.com", vip: true } } },
    });
    await schema.getByText("Fields", { exact: true }).click();
    const name = schema.getByRole("textbox", { name: "customer › vip: name" });
    await expect
      .poll(
        async () => {
          await schema.getByRole("button", { name: "From the last request" }).click();
          return name.count();
        },
        { timeout: 15_000 },
      )
      .toBe(1);
    expect(await schema.getByRole("combobox", { name: "customer › vip: type" }).inputValue()).toBe("Yes/no");
    expect(complaints).toEqual([]);
  });
});
