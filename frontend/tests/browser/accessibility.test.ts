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

/** A draft of more steps than are drawn in full from far away. */
async function largeWorkflow(): Promise<string> {
  const nodes = Array.from({ length: 200 }, (_, index) => ({
    ...{ id: `n${index}`, key: `step${index}`, type: "set", name: `Step ${index}` },
    ...{
      position: { x: (index % 20) * 260, y: Math.floor(index / 20) * 140 },
      config: { values: { x: index } },
    },
  }));
  const graph = { nodes, edges: [] };
  return (await api.call<{ id: string }>("POST", "/workflows", { name: "Large", graph })).id;
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

    it("the lists with their dialogs, and a page that is not there", async () => {
      const { page } = await opened("/workflows");
      await page.getByRole("link", { name: APPROVED }).waitFor();
      await check(page, "workflows");
      await page.getByRole("checkbox", { name: `Select ${APPROVED}`, exact: true }).check();
      await page.getByRole("button", { name: `Actions for ${APPROVED}`, exact: true }).click();
      await page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
      await check(page, "selection and menu");
      await page.getByRole("menuitem", { name: "Archive" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Archive" }).waitFor();
      await check(page, "archive");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      const files = ["a.json", "b.json"].map((name) => ({
        ...{ name, mimeType: "application/json", buffer: Buffer.from("{}") },
      }));
      await page.locator("input[type=file]").setInputFiles(files);
      await dialog.getByText("Imported 0 of 2 files").waitFor();
      await check(page, "import");
      await page.goto("/executions");
      await page.getByRole("heading", { name: "Executions" }).waitFor();
      await check(page, "executions");
      await page.goto("/nowhere");
      await page.getByRole("link").first().waitFor();
      await check(page, "not found");
    });

    it("a large graph from far away", async () => {
      const { page } = await opened(`/workflows/${await largeWorkflow()}`);
      await page.getByRole("button", { name: "Show everything" }).click();
      await page.getByTestId("far-node").first().waitFor();
      await check(page, "far view");
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

describe("by keyboard", () => {
  /** What has the keyboard, as assistive technology names it, and whether that is in a dialog. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      return {
        name: element === document.body ? "" : (element?.getAttribute("aria-label") ?? element?.textContent),
        inDialog: Boolean(element?.closest("dialog, [role=dialog]")),
      };
    });
  /** Goes once around a dialog by Tab and closes it by Escape. */
  const visit = async (page: Page) => {
    await expect.poll(async () => (await focused(page)).inDialog).toBe(true);
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press("Tab");
      // Beyond the last control of a `dialog` element is the browser itself: then nothing of the page is named.
      const { inDialog, name } = await focused(page);
      expect(inDialog || name === "", `"${name}" has the keyboard`).toBe(true);
    }
    // In a field with an open list of choices Escape closes the list: go on from it first.
    const choosing = page.locator("[role=dialog] :focus[aria-expanded=true]");
    while ((await choosing.count()) > 0) await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await page.locator("dialog[open], [role=dialog]").first().waitFor({ state: "hidden" });
  };

  it("dialogs keep the keyboard while they are open, and give it back to what opened them", async () => {
    const { page } = await openPage(browser, { reducedMotion: "reduce" });
    await page.goto(`/workflows/${await idOf(APPROVED)}`);
    await page.getByText("No problems").waitFor();
    for (const name of ["Test", "Run", "Publish"]) {
      await page.getByRole("button", { name, exact: true }).focus();
      await page.keyboard.press("Enter");
      await visit(page);
      await expect.poll(async () => (await focused(page)).name, { message: name }).toBe(name);
    }
    for (const name of ["Triggers", "Back-test", "Versions", "Keyboard shortcuts", "Deactivate"]) {
      await page.getByRole("button", { name: "More actions" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("menuitem", { name }).focus();
      await page.keyboard.press("Enter");
      await visit(page);
      await expect.poll(async () => (await focused(page)).name, { message: name }).toBe("More actions");
    }
    await page.getByRole("button", { name: "Publish", exact: true }).focus();
    await page.keyboard.press("Control+k");
    await visit(page);
    await expect.poll(async () => (await focused(page)).name, { message: "palette" }).toBe("Publish");
  });

  it("no page leaves an element that cannot be left", async () => {
    const { page } = await openPage(browser, { reducedMotion: "reduce" });
    for (const address of ["/workflows", "/executions", `/workflows/${await idOf(APPROVED)}`]) {
      await page.goto(address);
      await page.getByRole("main").first().waitFor();
      let stays = 0;
      let before = "";
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press("Tab");
        const here = await page.evaluate(() => {
          const box = document.activeElement?.getBoundingClientRect();
          return `${document.activeElement?.outerHTML.slice(0, 200)} ${box?.x} ${box?.y}`;
        });
        stays = here === before ? stays + 1 : 0;
        expect(stays, `${address}: ${here}`).toBeLessThan(2);
        before = here;
      }
    }
  });
});
