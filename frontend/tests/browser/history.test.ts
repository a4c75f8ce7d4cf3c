import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api, Builder, launch, openPage } from "./support/session.ts";

interface Stored {
  name: string;
  description: string;
  graph: { nodes: { name: string }[]; edges: unknown[]; annotations: { text: string }[] };
}

const LIMIT = 200;

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

const node = (id: string, x: number, y: number) => ({
  ...{ id, key: id.toLowerCase(), type: "set", name: id, position: { x, y }, settings: {} },
  config: { values: { a: 1 } },
});

const DRAWING = {
  nodes: [node("Alpha", 0, 0), node("Beta", 304, 88)],
  edges: [{ id: "e1", source: "Alpha", source_handle: "out", target: "Beta" }],
};

async function opened(graph: object = DRAWING) {
  const { id } = await api.call<{ id: string }>("POST", "/workflows", {
    name: "First",
    graph,
  });
  const { page, complaints } = await openPage(browser, {
    viewport: { width: 1600, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.goto(`/workflows/${id}`);
  const builder = new Builder(page);
  await builder.card("Beta").waitFor();
  const stored = async () => {
    const { name, description, graph } = await api.call<Stored>("GET", `/workflows/${id}`);
    return { name, description, graph };
  };
  return { page, complaints, builder, stored, id };
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Every kind of edit, as a person makes it; each is one step of undo. */
function edits(page: Page, builder: Builder): [string, () => Promise<void>][] {
  const field = (name: string) => builder.form().getByRole("textbox", { name, exact: true });
  const both = async () => {
    await builder.card("Alpha").click();
    await builder.card("Beta").click({ modifiers: ["Shift"] });
  };
  return [
    ["the workflow's name", () => page.getByLabel("Workflow name").fill("Second")],
    ["a setting of the workflow", () => field("Description").fill("What it is for")],
    ["a step from the palette", () => builder.drag("Condition", 860, 300)],
    ["a connection", () => builder.wire("Beta", "out", "Condition")],
    [
      "a parameter",
      async () => {
        await builder.card("Beta").click();
        await field("Values 1: Value").fill("2");
      },
    ],
    [
      "a comment",
      async () => {
        await page.getByRole("tab", { name: "Settings" }).click();
        await field("Notes").fill("Ask Ada");
      },
    ],
    [
      "a name in expressions",
      async () => {
        await field("Name in expressions").fill("second");
        await page.keyboard.press("Enter");
      },
    ],
    ["a place", () => builder.move("Condition", "Condition", { x: 40, y: 160 })],
    [
      "a note",
      async () => {
        await page.locator(".react-flow__pane").click({ position: { x: 200, y: 600 } });
        await page.keyboard.press("n");
        await page.getByRole("textbox", { name: "Text of the note" }).waitFor();
      },
    ],
    [
      "the text of the note",
      async () => {
        await page.getByRole("textbox", { name: "Text of the note" }).fill("Why");
        await page.keyboard.press("Escape");
      },
    ],
    ["its colour", () => button(page, "Green").click()],
    [
      "a line",
      async () => {
        await both();
        await button(page, "Align top").click();
      },
    ],
    ["steps switched off", () => page.keyboard.press("d")],
    [
      "a group",
      async () => {
        await page.getByRole("group", { name: "Selection" }).getByRole("button", { name: "Group" }).click();
        await page.getByRole("textbox", { name: "Title of the group" }).waitFor();
      },
    ],
    [
      "copies",
      async () => {
        await page.keyboard.press("Escape");
        await builder.card("Alpha").click();
        await page.keyboard.press("ControlOrMeta+c");
        await page.keyboard.press("ControlOrMeta+v");
      },
    ],
    ["doubles", () => page.keyboard.press("ControlOrMeta+d")],
    ["a deletion", () => page.keyboard.press("Delete")],
    [
      "a connection taken away",
      async () => {
        await page.locator('.react-flow__edge[data-id="e1"]').focus();
        await page.keyboard.press("Enter");
        await page.keyboard.press("Delete");
      },
    ],
    ["the whole arranged", () => button(page, "Arrange automatically").click()],
  ];
}

describe("the history", () => {
  it("takes back each kind of edit by itself, and makes it again", async () => {
    const { page, complaints, builder, stored } = await opened();
    const made = edits(page, builder);
    const steps = [await stored()];
    for (const [what, edit] of made) {
      await edit();
      await expect.poll(stored, { message: what }).not.toEqual(steps.at(-1));
      steps.push(await stored());
    }
    const undo = button(page, "Undo");
    for (const [at, [what]] of [...made.entries()].reverse()) {
      await undo.click();
      await expect.poll(stored, { message: `without ${what}` }).toEqual(steps[at]);
    }
    expect(await undo.isDisabled()).toBe(true);
    const redo = button(page, "Redo");
    for (const _ of made) await redo.click();
    await expect.poll(stored).toEqual(steps.at(-1));
    expect(await redo.isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  }, 180_000);

  it("goes two hundred steps back, and no further", async () => {
    const { page, builder } = await opened();
    const undo = button(page, "Undo");
    await builder.card("Alpha").click();
    await page.keyboard.press("ControlOrMeta+d");
    await expect.poll(() => page.getByTestId("node-card").count()).toBe(3);
    for (let step = 0; step < LIMIT; step += 1) await page.keyboard.press("d");
    for (let step = 1; step < LIMIT; step += 1) await page.keyboard.press("ControlOrMeta+z");
    expect(await undo.isDisabled()).toBe(false);
    await page.keyboard.press("ControlOrMeta+z");
    await expect.poll(() => undo.isDisabled()).toBe(true);
    // What was before them stays.
    expect(await page.getByTestId("node-card").count()).toBe(3);
  }, 120_000);
});

describe("a secret", () => {
  it("is still there when the deletion of its step is undone, and a copy of the step says that it has none", async () => {
    const config = {
      path: `secret-${Date.now().toString(36)}`,
      secret_header: "X-Secret",
      secret: "correct",
    };
    const trigger = {
      ...{ id: "Asked", key: "asked", type: "trigger", definition: "api@1", name: "Asked" },
      ...{ position: { x: 0, y: 0 }, settings: {} },
    };
    const { page, builder, id } = await opened({
      nodes: [{ ...trigger, config }, node("Beta", 304, 88)],
      edges: [],
    });
    type Secrets = { graph: { nodes: { type: string; config: { secret?: string | null } }[] } };
    const secrets = async () => {
      const { graph } = await api.call<Secrets>("GET", `/workflows/${id}`);
      return graph.nodes.filter(({ type }) => type === "trigger").map(({ config: { secret } }) => secret);
    };
    await builder.card("Asked").click();
    await page.keyboard.press("Delete");
    await expect.poll(secrets).toEqual([]);
    await page.keyboard.press("ControlOrMeta+z");
    await expect.poll(secrets).toEqual(["********"]);
    const lost = page.getByRole("alert").filter({ hasText: "has to be typed again" });
    expect(await lost.count()).toBe(0);

    await builder.card("Asked").click();
    await page.keyboard.press("ControlOrMeta+d");
    await lost.getByText("The secret of Asked").waitFor();
    await expect.poll(secrets).toEqual(["********", null]);
  });
});

describe("a drawing", () => {
  it("made while the server is away is whole after a reload", async () => {
    const { page, builder, stored } = await opened();
    const server = { away: true };
    await page.route("**/api/**", (route) => (server.away ? route.abort() : route.continue()));
    await builder.drag("Condition", 860, 300);
    await builder.wire("Beta", "out", "Condition");
    await builder.card("Alpha").click();
    await page.keyboard.press("ControlOrMeta+d");
    await page.locator(".react-flow__pane").click({ position: { x: 200, y: 600 } });
    await page.keyboard.press("n");
    await page.getByRole("textbox", { name: "Text of the note" }).fill("Not lost");
    await page.keyboard.press("Escape");
    await page.getByText("The server does not answer").waitFor();
    const { graph } = await stored();
    expect(graph.nodes).toHaveLength(2);

    server.away = false;
    await page.reload();
    await page.getByTestId("note").getByText("Not lost").waitFor();
    await builder.saved();
    await expect
      .poll(async () => {
        const { nodes, edges, annotations } = (await stored()).graph;
        return [nodes.map(({ name }) => name), edges.length, annotations.map(({ text }) => text)];
      })
      .toEqual([["Alpha", "Beta", "Condition", expect.stringContaining("Alpha")], 2, ["Not lost"]]);
  });
});
