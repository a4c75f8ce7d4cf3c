import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { severeViolations } from "./support/accessibility.ts";
import { Builder, launch, openPage } from "./support/session.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** Asks the command palette, and takes its first answer. */
async function command(page: Page, query: string, answer: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search and commands" }).fill(query);
  await page.getByRole("option", { name: answer, selected: true }).waitFor();
  await page.keyboard.press("Enter");
}

describe("the command palette", () => {
  it("makes a workflow, adds and finds steps, and tests, without the pointer", async () => {
    const { page, complaints } = await openPage(browser);
    const builder = new Builder(page);
    await page.goto("/executions");
    await page.getByRole("heading", { name: "Executions" }).waitFor();

    await command(page, "new workf", "New workflow");
    await page.getByText("Start with a trigger").waitFor();
    await command(page, "api called", "Add When an API is called");
    await builder.node("When an API is called").waitFor();
    await command(page, "add calc", "Add Calculate");
    await builder.node("Calculate").waitFor();
    await page.locator(".react-flow__edge").waitFor({ state: "attached" });

    await command(page, "go when", "Go to When an API is called");
    await builder.form().getByRole("textbox", { name: "Path" }).waitFor();
    await command(page, "undo", "Undo");
    await builder.node("Calculate").waitFor({ state: "detached" });
    await command(page, "dry", "Test");
    await page.getByRole("dialog", { name: "Test the draft" }).waitFor();
    await page.keyboard.press("Escape");
    await builder.saved();

    await page.keyboard.press("Control+k");
    await page.getByRole("group", { name: "Recent" }).waitFor();
    expect(await severeViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Search and commands" }).waitFor({ state: "detached" });
    await command(page, "all exec", "All executions");
    await page.waitForURL("**/executions");

    const chooser = page.waitForEvent("filechooser");
    await command(page, "import", "Import workflows");
    const file = { name: "Brought along", description: "", settings: {}, graph: { nodes: [], edges: [] } };
    const buffer = Buffer.from(JSON.stringify(file));
    await (await chooser).setFiles({ name: "along.json", mimeType: "application/json", buffer });
    await page.waitForURL(/workflows\/[0-9a-f-]{36}$/);
    await expect.poll(() => page.getByLabel("Workflow name").inputValue()).toMatch(/^Brought along/);
    // It is not published, so there is nothing to deactivate.
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and commands" }).fill("deactivate");
    await page.getByText('Nothing matches "deactivate"').first().waitFor();
    await page.keyboard.press("Escape");
    expect(complaints).toEqual([]);
  });
});

describe("the templates", () => {
  it("are drawn, and one of them becomes a draft that can be published at once", async () => {
    const { page, complaints } = await openPage(browser);
    const builder = new Builder(page);
    await page.goto("/workflows");
    await page.getByRole("link", { name: "From a template" }).click();
    await page.getByText("Marketing", { exact: true }).first().click();
    const card = page.getByRole("article", { name: "Order welcome" });
    await card.getByText("When an API is called").waitFor();
    expect(await page.getByRole("article", { name: "Fraud scoring" }).count()).toBe(0);
    expect(await severeViolations(page)).toEqual([]);

    await card.getByRole("button", { name: "Look closer at Order welcome" }).first().click();
    await page.getByRole("dialog").getByRole("img", { name: "Drawing of Order welcome" }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Use this template" }).click();
    await page.waitForURL(/workflows\/[0-9a-f-]{36}$/);
    await page.getByText("No problems").waitFor();
    // The shipped example has the plain name and address.
    expect(await page.getByLabel("Workflow name").inputValue()).toMatch(/^Order welcome \d+$/);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("Version 1 is live").waitFor();
    await page
      .getByText(/hooks\/orders-\d+/)
      .first()
      .waitFor();
    await builder.saved();
    expect(complaints).toEqual([]);
  });
});

describe("the guide", () => {
  it("leads a new person to a mail that is sent, by what they do", async () => {
    const { page, complaints } = await openPage(browser);
    const builder = new Builder(page);
    const path = `guided-${Date.now().toString(36)}`;
    await page.goto("/workflows");
    await page.getByRole("button", { name: "New workflow" }).click();
    await page.getByText("Start with a trigger").waitFor();
    await command(page, "guide", "Guide me");
    const guide = page.getByRole("region", { name: "Guide" });

    await guide.getByText("Choose what starts it").waitFor();
    await guide.getByRole("button", { name: "Show me" }).click();
    await page.keyboard.press("Enter");
    await guide.getByText("Say where it listens").waitFor();
    await builder.field("config.path").getByRole("textbox").fill(path);
    await guide.getByText("Add what is to be done").waitFor();
    await page.getByRole("button", { name: "Add Send an email" }).click();

    await guide.getByText("Use what came in").waitFor();
    expect(await severeViolations(page)).toEqual([]);
    const to = builder.field("config.to");
    await to
      .getByRole("button", { name: /Use an expression/ })
      .last()
      .click();
    await to.getByRole("textbox").first().fill("$trigger.body.email");
    await guide.getByText("Fill in the rest").waitFor();
    await page.reload();
    await guide.getByText("Fill in the rest").waitFor();
    await builder.node("Send an email").click();
    await builder.field("config.subject").getByRole("textbox").fill("Welcome!");
    await builder.field("config.text").getByRole("textbox").fill("It is good to have you here.");

    await guide.getByText("Try it").waitFor();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByRole("button", { name: "Run the test" }).click();
    await page.getByRole("status", { name: "Last test" }).getByText("Succeeded").waitFor();
    await guide.getByText("Make it live").waitFor();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("button", { name: "Publish now" }).click();
    await guide.getByText("See it run").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForURL("**/executions/**");
    await page.getByText("Succeeded").first().waitFor();
    await page.goBack();
    await guide.getByText("Your workflow runs").waitFor();
    await guide.getByRole("button", { name: "Leave the guide" }).click();
    await guide.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });
});
