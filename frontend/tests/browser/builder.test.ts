import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api, baseUrl, Builder, launch, openPage } from "./support/session.ts";

interface Run {
  id: string;
  status: string;
  nodes: { key: string; status: string; output: unknown }[];
}

interface Drawn {
  graph: { nodes: { key: string; config: { body?: { nodes: { key: string }[] } } }[] };
}

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

function uniquePath(): string {
  return `browser-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6).toString(36)}`;
}

describe("a workflow drawn by hand", () => {
  it("is published, started from outside, and watched to its end", async () => {
    const { page, complaints } = await openPage(browser);
    const builder = new Builder(page);
    const path = uniquePath();

    await page.goto("/workflows");
    await page.getByRole("button", { name: "New workflow" }).click();
    await page.getByText("Start with a trigger").waitFor();
    await page.getByLabel("Workflow name").fill(`Drawn by hand ${path}`);

    await builder.drag("When an API is called", 130, 90);
    await builder.field("config.path").getByRole("textbox").fill(path);
    await builder.drag("Set values", 420, 90);
    await builder.drag("Condition", 690, 90);
    await builder.drag("Call an API", 690, 260);
    await builder.drag("Calculate", 420, 420);

    await builder.wire("When an API is called", "out", "Set values");
    await builder.wire("Set values", "out", "Condition");
    await builder.wire("Condition", "true", "Call an API");
    await builder.wire("Condition", "false", "Calculate");

    await builder.node("Set values").click();
    const values = builder.field("config.values");
    await values.getByRole("textbox").nth(0).fill("total");
    await values
      .getByRole("button", { name: /Use an expression/ })
      .last()
      .click();
    await values.getByRole("textbox").nth(1).fill("$trigger.body.total");

    await builder.node("Condition").click();
    const rule = builder.field("config.rules");
    await rule.getByRole("textbox", { name: "Value" }).fill("$vars.total");
    await rule.getByRole("combobox", { name: "Comparison" }).click();
    await page.getByRole("option", { name: "is greater than" }).click();
    await rule.getByRole("textbox", { name: "Compare with" }).fill("100");

    await builder.node("Call an API").click();
    await builder.field("config.url").getByRole("textbox").fill(`${baseUrl}/_local/echo`);

    await builder.node("Calculate").click();
    await builder.field("config.expression").getByRole("textbox").fill("$vars.total * 2");

    await builder.saved();
    await page.getByText("No problems").waitFor();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("heading", { name: "Cost of 1,000 runs" }).waitFor();
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("Version 1 is live").waitFor();
    await page.getByText(`${baseUrl}/hooks/${path}`, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Done" }).click();

    const started = await fetch(`${baseUrl}/hooks/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ total: 21 }),
    });
    expect(started.status).toBeLessThan(300);

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Executions" }).click();
    await page.getByRole("link", { name: `Drawn by hand ${path}` }).click();
    await page.getByText("Succeeded").first().waitFor();
    await builder.node("Calculate").click();
    await page.getByRole("group", { name: "Output" }).getByText("42").waitFor();
    expect(await builder.node("Call an API").locator('[data-status="skipped"]').count()).toBe(1);
    expect(await page.locator(".react-flow__edge.live-edge").count()).toBe(3);
    expect(complaints).toEqual([]);
  });

  it("is started by hand and runs live on the same page", async () => {
    const { page } = await openPage(browser);
    const builder = new Builder(page);
    const trigger = node("called", "trigger", { definition: "api@1", config: { path: uniquePath() } });
    const graph = {
      nodes: [trigger, node("wait", "delay", { config: { seconds: 2 }, position: { x: 300, y: 0 } })],
      edges: [{ id: "e1", source: "called", source_handle: "out", target: "wait" }],
    };
    const workflow = await api.call<{ id: string; revision: number }>("POST", "/workflows", {
      name: "By hand",
      graph,
    });
    await api.call("POST", `/workflows/${workflow.id}/publish`, { revision: workflow.revision });

    await page.goto(`/workflows/${workflow.id}`);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForURL("**/executions/**");
    await builder.node("wait").locator('[data-status="running"]').waitFor();
    await builder.node("wait").locator('[data-status="succeeded"]').waitFor();
    await page.getByText("Succeeded").first().waitFor();

    const id = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1) ?? "");
    const run = await api.call<Run>("GET", `/executions/${encodeURIComponent(id)}`);
    expect(run).toMatchObject({ id, status: "succeeded" });
    expect(run.nodes.map(({ key }) => key).sort()).toEqual(["called", "wait"]);

    await page.reload();
    await builder.node("wait").locator('[data-status="succeeded"]').waitFor();
  });
});

describe("a loop and a switch", () => {
  it("are drawn by hand, tested, published, triggered and read item by item", async () => {
    const { page, complaints } = await openPage(browser);
    const builder = new Builder(page);
    const path = uniquePath();

    await page.goto("/workflows");
    await page.getByRole("button", { name: "New workflow" }).click();
    await page.getByText("Start with a trigger").waitFor();
    await page.getByLabel("Workflow name").fill(`Looped by hand ${path}`);

    await builder.drag("When an API is called", 120, 60);
    await builder.field("config.path").getByRole("textbox").fill(path);
    await builder.drag("Loop", 420, 60);
    await builder.wire("When an API is called", "out", "Loop");
    await builder
      .form()
      .getByRole("textbox", { name: /Repeat for each of/ })
      .fill("$trigger.body.rows");

    await builder.dragInto("Switch", "Loop");
    await builder.field("config.value").getByRole("textbox").fill("$item.plan");
    await builder.form().getByRole("textbox", { name: "Case 1: the value equals" }).fill("gold");
    await builder.dropEdge("Switch", "case_1", "Calculate");
    await builder.field("config.expression").getByRole("textbox").fill("$item.total * 2");
    await builder.card("Switch").getByText("gold").waitFor();

    await builder.saved();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    const rows = [
      { plan: "gold", total: 21 },
      { plan: "free", total: 3 },
    ];
    await page.getByRole("textbox", { name: /Payload/ }).fill(JSON.stringify({ body: { rows } }));
    await page.getByRole("button", { name: "Run the test" }).click();
    await page.getByLabel("Last test").getByText("Succeeded").waitFor();
    await builder.node("Calculate").last().click();
    await page.getByRole("tab", { name: "Test" }).click();
    await page.getByRole("group", { name: "Output" }).getByText("42").waitFor();

    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("Version 1 is live").waitFor();
    await page.getByRole("button", { name: "Done" }).click();

    const started = await fetch(`${baseUrl}/hooks/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ rows }),
    });
    expect(started.status).toBeLessThan(300);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Executions" }).click();
    await page.getByRole("link", { name: `Looped by hand ${path}` }).click();
    await page.getByText("Succeeded").first().waitFor();
    await page.getByRole("combobox", { name: "Iteration of Loop" }).click();
    await page.getByRole("option", { name: /^1/ }).click();
    await builder.node("Calculate").last().locator('[data-status="skipped"]').waitFor();
    await page.getByRole("combobox", { name: "Iteration of Loop" }).click();
    await page.getByRole("option", { name: /^0/ }).click();
    await builder.node("Calculate").last().click();
    await page.getByRole("group", { name: "Output" }).getByText("42").waitFor();
    await page.getByText("Timeline", { exact: true }).click();
    await page
      .getByRole("list", { name: "Timeline" })
      .getByRole("button", { name: /^Switch/ })
      .waitFor();
    expect(complaints).toEqual([]);
  });

  it("take steps in and let them out by dragging, in one step of undo", async () => {
    const { page } = await openPage(browser);
    const builder = new Builder(page);
    const nodes = [
      node("called", "trigger", { definition: "api@1", config: { path: uniquePath() } }),
      node("rows", "loop", {
        position: { x: 300, y: 0 },
        config: {
          items: [1],
          body: { nodes: [node("inside", "set", { config: { values: { a: 1 } } })], edges: [] },
        },
      }),
      node("outside", "set", { config: { values: { b: 1 } }, position: { x: 300, y: 320 } }),
    ];
    const edges = [{ id: "e1", source: "called", source_handle: "out", target: "rows" }];
    const { id } = await api.call<{ id: string }>("POST", "/workflows", {
      name: "In and out",
      graph: { nodes, edges },
    });
    const bodyOf = async () => {
      const { graph } = await api.call<Drawn>("GET", `/workflows/${id}`);
      const loop = graph.nodes.find(({ key }) => key === "rows");
      return loop?.config.body?.nodes.map(({ key }) => key);
    };
    await page.goto(`/workflows/${id}`);
    await builder.move("outside", "inside", { x: 0, y: 50 });
    await expect.poll(bodyOf).toEqual(["inside", "outside"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(bodyOf).toEqual(["inside"]);
    await builder.move("inside", "outside", { x: 300, y: 0 });
    await expect.poll(bodyOf).toEqual([]);
  });
});

describe("versions", () => {
  it("are looked at and restored into the draft, which undo takes back", async () => {
    const { page } = await openPage(browser);
    const builder = new Builder(page);
    const trigger = node("called", "trigger", { definition: "api@1", config: { path: uniquePath() } });
    const first = await api.call<{ id: string; revision: number }>("POST", "/workflows", {
      name: "Versioned",
      graph: {
        nodes: [trigger, node("old", "set", { config: { values: { a: 1 } }, position: { x: 300, y: 0 } })],
        edges: [{ id: "e1", source: "called", source_handle: "out", target: "old" }],
      },
    });
    const { id } = first;
    await api.call("POST", `/workflows/${id}/publish`, { revision: first.revision });
    await page.goto(`/workflows/${id}`);
    await builder.card("old").click();
    await page.keyboard.press("Delete");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Versions" }).click();
    await page.getByRole("button", { name: "View version 1" }).click();
    await page.getByRole("dialog", { name: "Version 1" }).getByText("old").first().waitFor();
    await page.getByRole("button", { name: "Restore into the draft" }).click();
    await expect.poll(() => builder.card("old").count()).toBe(1);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => builder.card("old").count()).toBe(0);
  });
});

describe("a draft with problems", () => {
  it("is not published, and each problem leads to its field", async () => {
    const { page } = await openPage(browser);
    const builder = new Builder(page);
    const nodes = [node("called", "trigger", { definition: "api@1" })];
    const { id } = await api.call<{ id: string }>("POST", "/workflows", {
      name: "Broken",
      graph: { nodes, edges: [] },
    });

    await page.goto(`/workflows/${id}`);
    await page.getByRole("button", { name: /1 error/ }).waitFor();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Publish" });
    await dialog.getByRole("button", { name: /Path/ }).first().click();
    await dialog.waitFor({ state: "hidden" });
    await builder.field("config.path").getByRole("textbox").fill(uniquePath());
    await page.getByText("No problems").waitFor();
  });
});

describe("edits", () => {
  async function opened() {
    const nodes = [node("called", "trigger", { definition: "api@1", config: { path: uniquePath() } })];
    const { id } = await api.call<{ id: string }>("POST", "/workflows", {
      name: "First",
      graph: { nodes, edges: [] },
    });
    const { page } = await openPage(browser);
    await page.goto(`/workflows/${id}`);
    const builder = new Builder(page);
    await builder.node("called").waitFor();
    return { id, page, builder, name: page.getByLabel("Workflow name") };
  }
  const stored = async (id: string) => (await api.call<{ name: string }>("GET", `/workflows/${id}`)).name;

  it("are undone and redone, fifty steps and more", async () => {
    const { page, builder } = await opened();
    await page.locator(".react-flow__pane").click({ position: { x: 30, y: 30 } });
    await builder.node("called").click();
    for (let step = 0; step < 50; step += 1) {
      await page.keyboard.press("ControlOrMeta+d");
    }
    await page.getByRole("button", { name: "Show everything" }).click();
    await expect.poll(() => page.locator(".react-flow__node").count()).toBe(51);
    for (let step = 0; step < 50; step += 1) await page.keyboard.press("ControlOrMeta+z");
    await expect.poll(() => page.locator(".react-flow__node").count()).toBe(1);
    expect(await page.getByRole("button", { name: "Undo" }).isDisabled()).toBe(true);
    for (let step = 0; step < 50; step += 1) await page.keyboard.press("ControlOrMeta+Shift+z");
    await expect.poll(() => page.locator(".react-flow__node").count()).toBe(51);
  });

  it("survive a server that is away, and a reload in the middle", async () => {
    const { id, page, builder, name } = await opened();
    await page.route("**/api/workflows/*", (route) => route.abort());
    await name.fill("Typed while away");
    await page.getByText("The server does not answer").waitFor();
    await page.unroute("**/api/workflows/*");
    await builder.saved();
    expect(await stored(id)).toBe("Typed while away");

    await page.route("**/api/workflows/*", (route) =>
      route.request().method() === "PUT" ? route.abort() : route.continue(),
    );
    await name.fill("Typed before the reload");
    await page.locator('[data-save="offline"]').waitFor();
    await page.unroute("**/api/workflows/*");
    await page.reload();
    await expect.poll(() => stored(id)).toBe("Typed before the reload");
    expect(await name.inputValue()).toBe("Typed before the reload");
  });

  it("are kept when the page is left at once, by a link, for another page or with its tab", async () => {
    const { id, page, name } = await opened();
    await name.fill("Left by a link");
    await page.getByRole("link", { name: "Executions" }).click();
    await page.getByRole("heading", { name: "Executions" }).waitFor();
    await expect.poll(() => stored(id)).toBe("Left by a link");

    await page.goBack();
    await name.fill("Left for another page");
    await page.goto("/_local/");
    await page.goto(`/workflows/${id}`);
    await expect.poll(() => stored(id)).toBe("Left for another page");

    await name.fill("Left with its tab");
    await page.close();
    const next = await page.context().newPage();
    await next.goto(`/workflows/${id}`);
    await expect.poll(() => stored(id)).toBe("Left with its tab");
    await expect.poll(() => next.getByLabel("Workflow name").inputValue()).toBe("Left with its tab");
  });

  it("go on when the token has expired", async () => {
    const { id, page, builder, name } = await opened();
    let refused = 0;
    await page.route("**/api/workflows/*", (route) => {
      refused += 1;
      return refused === 1
        ? route.fulfill({ status: 401, json: { title: "Unauthorized" } })
        : route.continue();
    });
    await name.fill("With a new token");
    await builder.saved();
    await expect.poll(() => stored(id)).toBe("With a new token");
    expect(refused).toBe(2);
  });

  it("of two people meet in a choice, and neither draft is lost", async () => {
    const { id, page, builder, name } = await opened();
    const draft = await api.call<Record<string, unknown>>("GET", `/workflows/${id}`);
    const { description, graph, settings, revision } = draft;
    await api.call("PUT", `/workflows/${id}`, { name: "Theirs", description, graph, settings, revision });

    await name.fill("Mine");
    await page.getByRole("button", { name: "Only the other draft" }).click();
    await expect.poll(() => name.inputValue()).toBe("Theirs");
    await page.getByRole("button", { name: "Undo" }).click();
    await builder.saved();
    await expect.poll(() => stored(id)).toBe("Mine");
  });
});

describe("a large workflow", () => {
  it("of 800 nodes opens, and draws only what is in view", async () => {
    const columns = 40;
    const nodes = Array.from({ length: 800 }, (_, at) =>
      at === 0
        ? node("n0", "trigger", { definition: "api@1", config: { path: uniquePath() } })
        : node(`n${at}`, "set", {
            config: { values: { at } },
            position: { x: (at % columns) * 300, y: Math.floor(at / columns) * 120 },
          }),
    );
    const edges = nodes.slice(1).map(({ id }, at) => ({
      ...{ id: `e${at}`, source: `n${at}`, source_handle: "out", target: id },
    }));
    const { id } = await api.call<{ id: string }>("POST", "/workflows", {
      name: "Large",
      graph: { nodes, edges },
    });
    const { page } = await openPage(browser);
    await page.goto(`/workflows/${id}`);
    await page.getByText("No problems").waitFor();
    for (let step = 0; step < 6; step += 1) await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => page.locator(".react-flow__node").count()).toBeLessThan(400);
    await page.keyboard.press("ControlOrMeta+a");
    await page.getByText("800 nodes selected").waitFor();
  });
});

function node(id: string, type: string, more: Record<string, unknown>) {
  return { ...{ id, key: id, type, name: id, position: { x: 0, y: 0 }, config: {}, settings: {} }, ...more };
}
