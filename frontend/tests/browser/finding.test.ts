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
    expect(complaints).toEqual([]);
  });
});
