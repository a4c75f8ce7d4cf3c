import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { severeViolations } from "./support/accessibility.ts";
import { Api, Builder, launch, openPage } from "./support/session.ts";

interface Stored {
  name: string;
  graph: { nodes: { id: string; name: string }[]; annotations?: { text: string }[] };
}

const NOTE = {
  ...{ id: "note", kind: "note", text: "Plan", color: "yellow" },
  ...{ position: { x: 0, y: 140 }, size: { width: 224, height: 136 } },
};

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect.soft(await severeViolations(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}

/**
 * A switch that cuts a page off from a workflow on the server. The route stays: taking one away while the page loads can
 * leave a request that it holds without an answer.
 */
async function connectionOf(page: Page, id: string) {
  const connection = { cut: false };
  await page.route(`**/api/workflows/${id}**`, (route) =>
    connection.cut ? route.abort() : route.continue(),
  );
  return connection;
}

describe("two people at one workflow", () => {
  it("see each other, have their edits put together, and choose where these clash", async () => {
    const nodes = ["First", "Second"].map((name, at) => ({
      ...{ id: name, key: name.toLowerCase(), type: "set", name, position: { x: at * 320, y: 0 } },
      ...{ config: { values: { a: 1 } }, settings: {} },
    }));
    const { id } = await api.call<{ id: string }>("POST", "/workflows", {
      name: "Together",
      graph: { nodes, edges: [], annotations: [NOTE] },
    });
    const stored = async () => {
      const { name, graph } = await api.call<Stored>("GET", `/workflows/${id}`);
      return [name, ...graph.nodes.map((node) => node.name)];
    };
    const note = async () => (await api.call<Stored>("GET", `/workflows/${id}`)).graph.annotations?.[0]?.text;
    const write = async (page: Page, words: string) => {
      await page.getByTestId("note").dblclick();
      await page.getByRole("textbox", { name: "Text of the note" }).fill(words);
      await page.getByRole("textbox", { name: "Text of the note" }).press("Escape");
    };
    const ada = await openPage(browser);
    const bob = await openPage(browser);
    await ada.page.goto(`/workflows/${id}`);
    await new Builder(ada.page).node("First").waitFor();
    await bob.page.goto(`/workflows/${id}`);
    await new Builder(bob.page).node("First").waitFor();
    await bob.page.getByRole("group", { name: "Also here" }).waitFor();

    // Bob cannot reach the server while Ada saves; both drafts hold when he can again.
    const bobs = await connectionOf(bob.page, id);
    bobs.cut = true;
    await new Builder(bob.page).node("Second").click();
    await bob.page.getByRole("tab", { name: "Settings" }).click();
    await bob.page.getByRole("textbox", { name: "Name", exact: true }).fill("By Bob");
    await bob.page.locator('[data-save="offline"]').waitFor();
    await new Builder(ada.page).node("First").click();
    await ada.page.getByRole("tab", { name: "Settings" }).click();
    await ada.page.getByRole("textbox", { name: "Name", exact: true }).fill("By Ada");
    await expect.poll(stored).toEqual(["Together", "By Ada", "Second"]);
    await bob.page.reload();
    await bob.page.getByText("The server does not answer").waitFor();
    bobs.cut = false;
    await expect.poll(stored, { timeout: 30_000 }).toEqual(["Together", "By Ada", "By Bob"]);
    await new Builder(ada.page).node("By Bob").waitFor();

    await new Builder(bob.page).node("By Bob").click();
    await ada.page.getByRole("img", { name: /, at By Bob$/ }).waitFor({ timeout: 30_000 });
    await expectAccessible(ada.page, "presence");

    // The same field and the same note: Bob chooses for each, and Ada's draft is kept.
    bobs.cut = true;
    await bob.page.getByLabel("Workflow name").fill("Bob's");
    await write(bob.page, "Plan of Bob");
    await ada.page.getByLabel("Workflow name").fill("Ada's");
    await write(ada.page, "Plan of Ada");
    await expect.poll(stored).toEqual(["Ada's", "By Ada", "By Bob"]);
    await expect.poll(note).toBe("Plan of Ada");
    bobs.cut = false;
    const dialog = bob.page.getByRole("dialog");
    await dialog.getByRole("radiogroup", { name: "Whose Workflow" }).getByLabel("Mine").check();
    await dialog.getByText("! Choose").waitFor();
    await expectAccessible(bob.page, "conflict");
    await dialog.getByRole("button", { name: "Note: Plan of Bob" }).click();
    await dialog.getByRole("radiogroup", { name: "Whose Note: Plan of Bob" }).getByLabel("Theirs").check();
    await dialog.getByText("✓ Chosen: theirs").waitFor();
    await bob.page.getByRole("button", { name: "Merge and save" }).click();
    await expect.poll(stored).toEqual(["Bob's", "By Ada", "By Bob"]);
    expect(await note()).toBe("Plan of Ada");
    await bob.page.getByRole("button", { name: "More actions" }).click();
    await bob.page.getByRole("menuitem", { name: "Versions" }).click();
    await bob.page.getByText("Yours, before a merge").waitFor();
  }, 180_000);
});
