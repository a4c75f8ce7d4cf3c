import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { severeViolations } from "./support/accessibility.ts";
import { Api, Builder, launch, openPage } from "./support/session.ts";

interface Listed {
  items: { id: string; name: string }[];
}

const APPROVED = "Incident escalation";
const LOOPED = "Webhook relay";
const INCIDENT = {
  title: "Checkout is slow",
  severity: "major",
  service: "checkout",
  reporter: "b@example.com",
};

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

async function idOf(name: string): Promise<string> {
  const { items } = await api.call<Listed>("GET", `/workflows?q=${encodeURIComponent(name)}`);
  const found = items.find((each) => each.name === name);
  if (!found) throw new Error(`the stack has no example "${name}"`);
  return found.id;
}

async function more(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
  await page.getByRole("menu").waitFor({ state: "hidden" });
}

describe.each(["light", "dark"] as const)(
  "in %s colours, nothing keeps a person from using",
  (colorScheme) => {
    async function opened(address: string) {
      const { page } = await openPage(browser, { colorScheme, reducedMotion: "reduce" });
      await page.goto(address);
      return { page, builder: new Builder(page) };
    }
    const check = async (page: Page, name: string) =>
      expect.soft(await severeViolations(page), name).toEqual([]);

    it("the lists, and a page that is not there", async () => {
      const { page } = await opened("/workflows");
      await page.getByRole("link", { name: APPROVED }).waitFor();
      await check(page, "workflows");
      await page.goto("/executions");
      await page.getByRole("heading", { name: "Executions" }).waitFor();
      await check(page, "executions");
      await page.goto("/nowhere");
      await page.getByRole("link").first().waitFor();
      await check(page, "not found");
    });

    it("the builder with its forms and panels", async () => {
      const { page, builder } = await opened(`/workflows/${await idOf(APPROVED)}`);
      await page.getByText("No problems").waitFor();
      await page.getByRole("button", { name: "Show everything" }).click();
      await check(page, "canvas");
      for (const name of ["How bad?", "Who takes over?", "Nobody answered", "Open a ticket"]) {
        await builder.card(name).first().click();
        await builder.form().getByRole("textbox").first().waitFor();
        await check(page, name);
      }
      await builder.form().getByRole("tab", { name: "Settings" }).click();
      await check(page, "settings");

      await page.getByRole("button", { name: "Test", exact: true }).click();
      await page.getByRole("button", { name: "Run all" }).click();
      await page.getByText("Passed").nth(3).waitFor();
      await check(page, "test panel");
      await page.getByRole("button", { name: "Run the test" }).click();
      await page.getByLabel("Last test", { exact: true }).waitFor();
      await builder.card("How bad?").click();
      await builder.form().getByRole("tab", { name: "Test" }).click();
      await page.getByRole("group", { name: "Output" }).waitFor();
      await check(page, "a step's test");

      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page.getByRole("heading", { name: "Cost of 1,000 runs" }).waitFor();
      await check(page, "publish");
      await page.keyboard.press("Escape");
      for (const [item, heading] of [
        ["Back-test", /executions|runs/i],
        ["Versions", /Version 1/],
        ["Triggers", /incidents/],
        ["Keyboard shortcuts", /Undo/],
      ] as const) {
        await more(page, item);
        await page.getByRole("dialog").getByText(heading).first().waitFor();
        await check(page, item);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      }
    });

    it("a loop's container, and the page of a run that waits", async () => {
      const { page, builder } = await opened(`/workflows/${await idOf(LOOPED)}`);
      await builder.node("Condition").or(page.getByTestId("loop-frame")).first().waitFor();
      await check(page, "loop");
      const { id } = await api.call<{ id: string }>("POST", `/workflows/${await idOf(APPROVED)}/executions`, {
        payload: { method: "POST", path: "incidents", query: {}, headers: {}, body: INCIDENT },
      });
      await page.goto(`/executions/${encodeURIComponent(id)}`);
      await page.getByRole("button", { name: "Approve" }).waitFor();
      await check(page, "waiting");
      await page.getByRole("button", { name: "Approve" }).click();
      await page.getByText("Succeeded").first().waitFor();
      await check(page, "ended");
      await page.getByText("Timeline", { exact: true }).click();
      await page.getByRole("list", { name: "Timeline" }).waitFor();
      await check(page, "timeline");
    });
  },
);
