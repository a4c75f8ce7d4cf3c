import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api, Builder, launch, openPage } from "./support/session.ts";

interface Placed {
  id: string;
  key: string;
  position: { x: number; y: number };
  settings: Record<string, unknown>;
}

interface Stored {
  graph: {
    nodes: Placed[];
    edges: { source: string; source_handle: string; target: string }[];
    annotations: { id: string; kind: string; text: string; color: string; size: { width: number } }[];
  };
}

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

function node(id: string, type: string, x: number, y: number, config: Record<string, unknown> = {}) {
  return { ...{ id, key: id.toLowerCase(), type, name: id, config, settings: {} }, position: { x, y } };
}

const set = (id: string, x: number, y: number) => node(id, "set", x, y, { values: { a: 1 } });

/** `"a>b"` as an edge. */
function edge(spec: string) {
  const [source = "", target = ""] = spec.split(">");
  return { id: spec, source, source_handle: "out", target };
}

async function opened(nodes: ReturnType<typeof node>[], ...edges: string[]) {
  const trigger = {
    ...node("called", "trigger", 0, 0, { path: `canvas-${crypto.randomUUID()}` }),
    definition: "api@1",
  };
  const { id } = await api.call<{ id: string }>("POST", "/workflows", {
    name: "Canvas",
    graph: { nodes: [trigger, ...nodes], edges: edges.map(edge) },
  });
  const { page, complaints } = await openPage(browser, { viewport: { width: 1600, height: 900 } });
  await page.goto(`/workflows/${id}`);
  const builder = new Builder(page);
  await builder.card("called").waitFor();
  const stored = async () => (await api.call<Stored>("GET", `/workflows/${id}`)).graph;
  const edgesNow = async () =>
    (await stored()).edges.map(({ source, source_handle, target }) =>
      source_handle === "out" ? `${source}>${target}` : `${source}.${source_handle}>${target}`,
    );
  const place = async (key: string) =>
    (await stored()).nodes.find((each) => each.id === key)?.position ?? { x: Number.NaN, y: Number.NaN };
  return { id, page, complaints, builder, stored, edgesNow, place };
}

const undo = (page: Page) => page.getByRole("button", { name: "Undo" }).click();

/** The middle of what is on screen, in pixels of the window. */
async function middle(page: Page, selector: string) {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not on screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const edgeMiddle = (page: Page, id: string) =>
  middle(page, `.react-flow__edge[data-id="${id}"] .react-flow__edge-path`);

async function dragTo(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x - 6, to.y - 6, { steps: 8 });
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
}

describe("notes and groups", () => {
  it("are written, coloured, resized and moved by keys, and survive publish, restore and undo", async () => {
    const { id, page, complaints, stored } = await opened([set("first", 304, 0)], "called>first");
    await page.keyboard.press("n");
    await page.getByRole("textbox", { name: "Text of the note" }).fill("# Why\n**Ask** Ada");
    await page.keyboard.press("Escape");
    const note = page.getByTestId("note");
    await note.getByRole("heading", { name: "Why" }).waitFor();
    await page.getByRole("button", { name: "Green" }).click();
    await page.locator(".react-flow__node-annotation").focus();
    await page.keyboard.press("Alt+ArrowRight");
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(async () => (await stored()).annotations)
      .toMatchObject([{ kind: "note", text: "# Why\n**Ask** Ada", color: "green", size: { width: 240 } }]);

    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("Version 1 is live").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    const version = await api.call<Stored>("GET", `/workflows/${id}/versions/1`);
    expect(version.graph.annotations).toHaveLength(1);

    await note.click();
    await page.keyboard.press("Delete");
    await expect.poll(() => note.count()).toBe(0);
    await undo(page);
    await note.waitFor();
    await note.dblclick();
    await page.getByRole("textbox", { name: "Text of the note" }).fill("Changed");
    await page.getByText("first", { exact: true }).click();
    await page.reload();
    await page.getByTestId("note").getByText("Changed").waitFor();
    expect(complaints).toEqual([]);
  });

  it("hold what they are drawn around, and move it in one step of undo", async () => {
    const { page, builder, stored, place } = await opened(
      [set("first", 304, 0), set("second", 608, 0)],
      ...["called>first", "first>second"],
    );
    await builder.card("first").click();
    await builder.card("second").click({ modifiers: ["Shift"] });
    await page.getByRole("group", { name: "Selection" }).getByRole("button", { name: "Group" }).click();
    await page.getByRole("textbox", { name: "Title of the group" }).fill("Deliver");
    await page.keyboard.press("Enter");
    const title = await middle(page, '[data-testid="group"] [title="Deliver"]');
    await dragTo(page, title, { x: title.x, y: title.y + 160 });
    await expect.poll(async () => (await place("first")).y).toBeGreaterThan(100);
    const first = await place("first");
    expect(await place("second")).toEqual({ x: 608, y: first.y });
    expect(await place("called")).toEqual({ x: 0, y: 0 });
    await undo(page);
    await expect.poll(async () => (await place("second")).y).toBe(0);

    await page.getByTestId("group").getByText("Deliver").click();
    await page.keyboard.press("ControlOrMeta+d");
    await expect.poll(async () => (await stored()).nodes.length).toBe(5);
    await page.keyboard.press("ControlOrMeta+Shift+g");
    await expect.poll(async () => (await stored()).annotations.length).toBe(1);
    expect((await stored()).nodes).toHaveLength(5);
  });
});

describe("a comment on a step", () => {
  it("is written in its settings, marked on its card, and read by pointing at the mark", async () => {
    const { page, builder } = await opened([set("Alpha", 304, 0)], "called>Alpha");
    await builder.card("Alpha").click();
    await page.getByRole("tab", { name: "Settings" }).click();
    await builder.field("settings.notes").getByRole("textbox").fill("Ask Ada first");
    const mark = builder.card("Alpha").getByTestId("comment");
    await mark.waitFor();
    expect(await mark.getByText("Ask Ada first").isVisible()).toBe(false);
    await mark.hover();
    await mark.getByText("Ask Ada first").waitFor();
  });
});

describe("a selection", () => {
  it("is made by an area, lined up, spread, switched off and removed", async () => {
    const { page, builder, stored, place } = await opened([
      set("Alpha", 304, 8),
      set("Beta", 560, 120),
      set("Gamma", 1000, 64),
    ]);
    await page.keyboard.press("1");
    await page.keyboard.press("v");
    const canvas = await page.locator(".react-flow__pane").boundingBox();
    const first = await builder.card("Alpha").boundingBox();
    const last = await builder.card("Gamma").boundingBox();
    if (!canvas || !first || !last) throw new Error("nothing on screen");
    await dragTo(
      page,
      { x: first.x - 14, y: canvas.y + 70 },
      { x: last.x + 30, y: canvas.y + canvas.height - 70 },
    );
    const bar = page.getByRole("group", { name: "Selection" });
    await bar.getByText("3 selected").waitFor();
    await bar.getByRole("button", { name: "Align top" }).click();
    await bar.getByRole("button", { name: "Distribute horizontally" }).click();
    await expect
      .poll(async () => Promise.all(["Alpha", "Beta", "Gamma"].map(place)))
      .toEqual([
        { x: 304, y: 8 },
        { x: 652, y: 8 },
        { x: 1000, y: 8 },
      ]);
    await page.keyboard.press("d");
    await expect
      .poll(async () => (await stored()).nodes.map(({ settings }) => settings.disabled === true))
      .toEqual([false, true, true, true]);
    await undo(page);
    await expect
      .poll(async () => (await stored()).nodes.some(({ settings }) => settings.disabled))
      .toBe(false);
    await page.keyboard.press("h");
  });
});

describe("lines while dragging", () => {
  it("draw a step to the middle of another and to a gap alike; Ctrl keeps to the grid", async () => {
    const { page, builder, place } = await opened([
      set("Alpha", 305, 3),
      set("Beta", 608, 240),
      set("Far", 100_000, 3),
    ]);
    await builder.card("Beta").click({ trial: true });
    const beta = await middle(page, '.react-flow__node[data-id="Beta"]');
    const alpha = await middle(page, '.react-flow__node[data-id="Alpha"]');
    const zoom = (beta.y - alpha.y) / 237;
    const guides = page.getByTestId("alignment-guides");
    const to = { x: alpha.x + 309 * zoom, y: alpha.y + 2 * zoom };
    // A drag counts from where the pointer is when it has begun.
    await page.mouse.move(beta.x - 3, beta.y);
    await page.mouse.down();
    await page.mouse.move(beta.x, beta.y);
    await page.mouse.move(to.x - 40, to.y - 40, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await guides.waitFor({ state: "attached" });
    expect(
      await guides.locator("path").evaluateAll((paths) => paths.map((each) => each.getAttribute("d"))),
    ).toEqual([
      // Between the middles, as far as what is on screen; two gaps of 89 with their ends.
      "M521 33H610",
      "M216 26.5V36.5M216 31.5H305M305 26.5V36.5M521 28V38M521 33H610M610 28V38",
    ]);
    await page.keyboard.down("Control");
    await page.mouse.move(to.x + 3, to.y);
    await expect.poll(() => guides.count()).toBe(0);
    await page.keyboard.up("Control");
    await page.mouse.move(to.x, to.y);
    await guides.waitFor({ state: "attached" });
    await page.mouse.up();
    await expect.poll(() => place("Beta")).toEqual({ x: 610, y: 3 });
    expect(await guides.count()).toBe(0);

    await builder.card("Beta").press("ArrowDown");
    await expect.poll(() => place("Beta")).toEqual({ x: 608, y: 8 });
  });
});

describe("connections", () => {
  it("take steps in between: from the palette, by their +, and a step that has none yet", async () => {
    const { page, builder, edgesNow, place } = await opened(
      [set("end", 304, 0), set("loose", 304, 240)],
      "called>end",
    );
    const entry = page.getByRole("button", { name: "Add Condition", exact: true });
    const from = await entry.boundingBox();
    const line = await edgeMiddle(page, "called>end");
    if (!from) throw new Error("no palette");
    await page.mouse.move(from.x + 40, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(line.x - 20, line.y - 20, { steps: 4 });
    await page.mouse.move(line.x, line.y, { steps: 4 });
    await page.locator(".react-flow__edge.receiving-edge").waitFor({ state: "attached" });
    await page.mouse.up();
    await builder.card("Condition").waitFor();
    await expect.poll(edgesNow).toHaveLength(2);
    expect((await edgesNow())[1]).toMatch(/\.true>end$/);
    expect((await place("end")).x).toBeGreaterThan(304 + 216);

    await undo(page);
    await expect.poll(edgesNow).toEqual(["called>end"]);
    expect(await place("end")).toEqual({ x: 304, y: 0 });

    const again = await edgeMiddle(page, "called>end");
    await page.mouse.move(again.x - 10, again.y - 40);
    await page.mouse.move(again.x - 4, again.y, { steps: 4 });
    await page.getByRole("button", { name: "Insert a step between called and end" }).click();
    await page.getByRole("textbox", { name: "What comes next" }).fill("Calculate");
    await page.keyboard.press("Enter");
    await expect.poll(edgesNow).toHaveLength(2);
    await undo(page);
    await expect.poll(edgesNow).toEqual(["called>end"]);

    const loose = await middle(page, '[data-testid="node-card"]:has-text("loose")');
    await dragTo(page, loose, await edgeMiddle(page, "called>end"));
    await expect.poll(edgesNow).toEqual(["called>loose", "loose>end"]);
    await undo(page);
    await expect.poll(edgesNow).toEqual(["called>end"]);
    expect(await place("loose")).toEqual({ x: 304, y: 240 });
  });

  it("are led elsewhere by their end, and healed when a step between is taken out", async () => {
    const { page, builder, edgesNow } = await opened(
      [set("Alpha", 304, 0), set("Beta", 608, 0), set("Gamma", 608, 160)],
      ...["called>Alpha", "Alpha>Beta"],
    );
    // Beside its middle, where its + comes up under the mouse.
    const line = await edgeMiddle(page, "Alpha>Beta");
    await page.mouse.click(line.x - 26, line.y);
    const anchor = await middle(
      page,
      '.react-flow__edge[data-id="Alpha>Beta"] .react-flow__edgeupdater-target',
    );
    const handle = await middle(page, '.react-flow__node[data-id="Gamma"] .react-flow__handle.target');
    await dragTo(page, { x: anchor.x - 10, y: anchor.y }, handle);
    await expect.poll(edgesNow).toEqual(["called>Alpha", "Alpha>Gamma"]);

    await builder.card("Alpha").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Delete and reconnect" }).click();
    await expect.poll(edgesNow).toEqual(["called>Gamma"]);
    await undo(page);
    await expect.poll(edgesNow).toEqual(["called>Alpha", "Alpha>Gamma"]);
    await builder.card("Alpha").click();
    await page.keyboard.press("Shift+Delete");
    await expect.poll(edgesNow).toEqual(["called>Gamma"]);
  });

  it("and steps have menus that the keyboard opens, walks and leaves", async () => {
    const { page, builder, edgesNow, stored } = await opened([set("Alpha", 304, 0)], "called>Alpha");
    await builder.node("Alpha").last().focus();
    await page.keyboard.press("Shift+F10");
    const menu = page.getByRole("menu", { name: "What can be done here" });
    // It takes the keyboard once it is there: before that, a key would still be the step's.
    const hasKeyboard = () =>
      expect.poll(() => menu.evaluate((it) => it.contains(document.activeElement))).toBe(true);
    await hasKeyboard();
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    await page.keyboard.press("Shift+F10");
    await hasKeyboard();
    await menu.getByRole("menuitem", { name: "Switch steps off or on" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await stored()).nodes[1]?.settings).toEqual({ disabled: true });

    await page.mouse.click(...(Object.values(await edgeMiddle(page, "called>Alpha")) as [number, number]), {
      button: "right",
    });
    await page.getByRole("menuitem", { name: "Delete the connection" }).click();
    await expect.poll(edgesNow).toEqual([]);
    await page.locator(".react-flow__pane").click({ button: "right", position: { x: 120, y: 500 } });
    await page.getByRole("menuitem", { name: "Add a note" }).click();
    await page.getByRole("textbox", { name: "Text of the note" }).waitFor();
    // A press on the canvas closes a menu.
    await page.locator(".react-flow__pane").click({ button: "right", position: { x: 640, y: 560 } });
    await menu.waitFor();
    await page.mouse.click(900, 780);
    await menu.waitFor({ state: "hidden" });
  });
});

describe("arranging", () => {
  it("moves the selection only, and the rest by the button", async () => {
    const { page, builder, place } = await opened(
      [set("Alpha", 304, 0), set("Beta", 640, 320), set("Gamma", 900, 40)],
      ...["called>Alpha", "Alpha>Beta", "Beta>Gamma"],
    );
    await builder.card("Beta").click();
    await builder.card("Gamma").click({ modifiers: ["Shift"] });
    await page.keyboard.press("t");
    await expect.poll(() => place("Gamma")).toEqual({ x: 640 + 216 + 88, y: 40 });
    expect(await place("Beta")).toEqual({ x: 640, y: 40 });
    expect(await place("Alpha")).toEqual({ x: 304, y: 0 });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Arrange automatically" }).click();
    await expect.poll(async () => (await place("Gamma")).y).toBe((await place("called")).y);
  });
});
