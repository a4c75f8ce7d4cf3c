import type { Locator, Page } from "playwright-core";
import {
  bodyOf,
  type Definition,
  type DocumentGraph,
  type DocumentNode,
  type Example,
  waysOf,
} from "./examples.ts";
import { Form } from "./form.ts";
import type { Api } from "./session.ts";

/** What the handles are called that have the same name on every node. */
const HANDLES: Readonly<Record<string, string>> = {
  ...{
    out: "Next step",
    true: "If true",
    false: "If false",
    error: "If it fails",
    default: "If no case holds",
  },
  ...{ timeout: "If nothing comes in time", approved: "If approved", rejected: "If rejected" },
};
const CARD = { width: 216, height: 60 };
const MARGIN = 30;
/** What one press of the button makes of the scale. */
const ZOOM_STEP = 1.2;

/** Builds workflows on an empty canvas with mouse and keyboard, from the documents that say what they are. */
export class Hand {
  private readonly page: Page;
  private readonly definitions: ReadonlyMap<string, Definition>;
  private readonly form: Form;

  constructor(page: Page, definitions: ReadonlyMap<string, Definition>) {
    this.page = page;
    this.definitions = definitions;
    this.form = new Form(page.getByRole("complementary", { name: "Properties" }), definitions);
  }

  /** Makes a workflow of the document, called `name`; gives its id. `other`: what the workflow is called that it runs. */
  async build(example: Example, name: string, other: string): Promise<string> {
    await this.page.goto("/workflows");
    await this.page.getByRole("button", { name: "New workflow" }).click();
    await this.page.getByText("Start with a trigger").waitFor();
    await this.page.getByLabel("Workflow name").fill(name);
    await this.page.getByRole("textbox", { name: "Description" }).fill(example.description);
    await this.form.duration("Time limit", example.settings.timeout_seconds);
    const { graph } = example;
    const scale = await this.makeRoom(graph);
    for (const node of graph.nodes) {
      await this.drop(node, graph, scale);
      await this.form.fill(node, other);
      const body = bodyOf(node);
      if (body) await this.fillLoop(node, body, other);
    }
    await this.wire(graph, new Set());
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? "";
  }

  /** Zooms out until the whole of it has room beside palette and form; gives the scale. */
  private async makeRoom({ nodes }: DocumentGraph): Promise<number> {
    const canvas = await boxOf(this.page.locator(".react-flow__pane"));
    const places = nodes.map(({ position }) => position.x);
    const width = Math.max(...places) - Math.min(...places) + CARD.width;
    const share = width / (canvas.width - 2 * MARGIN);
    const presses = Math.max(0, Math.ceil(Math.log(share) / Math.log(ZOOM_STEP)));
    for (let press = 0; press < presses; press += 1)
      await this.page.getByRole("button", { name: "Zoom out", exact: true }).click();
    return ZOOM_STEP ** -presses;
  }

  /** Drags a kind of node from the palette to where the document has the node, measured from its left and its top. */
  private async drop(node: DocumentNode, { nodes }: DocumentGraph, scale: number): Promise<void> {
    const canvas = await boxOf(this.page.locator(".react-flow__pane"));
    const left = Math.min(...nodes.map(({ position }) => position.x));
    const top = Math.min(...nodes.map(({ position }) => position.y));
    await this.dragNew(this.titleOf(node.type, node.definition), {
      x: canvas.x + MARGIN + (node.position.x - left + CARD.width / 2) * scale,
      y: canvas.y + MARGIN + (node.position.y - top + CARD.height / 2) * scale,
    });
  }

  /** The first step of a body is dropped into its loop, the others are drawn out of the steps before them. */
  private async fillLoop(loop: DocumentNode, body: DocumentGraph, other: string): Promise<void> {
    const drawn = new Set<string>();
    for (const [at, node] of body.nodes.entries()) {
      const title = this.titleOf(node.type, node.definition);
      if (at === 0) {
        const empty = this.node(loop).getByText("Drop the steps for each item here");
        await this.dragNew(title, middleOf(await boxOf(empty)));
      } else drawn.add(await this.drawOut(node, body, title));
      await this.form.fill(node, other);
    }
    await this.wire(body, drawn);
  }

  /** Draws an edge into the void where the node is to be, and picks it there; gives the edge's name. */
  private async drawOut(node: DocumentNode, body: DocumentGraph, title: string): Promise<string> {
    const edge = body.edges.find(({ target }) => target === node.id);
    const before = body.nodes.find(({ id }) => id === edge?.source);
    if (!edge || !before) throw new Error(`nothing in the loop leads to ${node.name}`);
    const { x, y, width } = await boxOf(this.node(before));
    const scale = width / CARD.width;
    await this.drag(middleOf(await boxOf(this.handle(before, edge.source_handle))), {
      x: x + (node.position.x - before.position.x) * scale,
      y: y + (node.position.y - before.position.y + CARD.height / 2) * scale,
    });
    await this.page.getByRole("textbox", { name: "What comes next" }).fill(title);
    await this.page.keyboard.press("Enter");
    await this.named(title, title).waitFor();
    return nameOf(edge);
  }

  private async wire({ nodes, edges }: DocumentGraph, drawn: ReadonlySet<string>): Promise<void> {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    for (const edge of edges) {
      const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
      if (!source || !target) throw new Error(`an edge leads nowhere: ${nameOf(edge)}`);
      if (drawn.has(nameOf(edge))) continue;
      const before = await this.page.locator(".react-flow__edge").count();
      const from = middleOf(await boxOf(this.handle(source, edge.source_handle)));
      await this.drag(
        from,
        middleOf(await boxOf(this.node(target).getByRole("img", { name: "Input", exact: true }))),
      );
      await this.page.locator(".react-flow__edge").nth(before).waitFor({ state: "attached" });
    }
  }

  private async dragNew(title: string, to: { x: number; y: number }): Promise<void> {
    const entry = this.page.getByRole("button", { name: `Add ${title}`, exact: true });
    await entry.scrollIntoViewIfNeeded();
    await this.drag(middleOf(await boxOf(entry)), to);
    await this.named(title, title).waitFor();
  }

  private async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x - 8, to.y - 4, { steps: 2 });
    await this.page.mouse.move(to.x, to.y);
    await this.page.mouse.up();
  }

  private handle(node: DocumentNode, handle: string): Locator {
    const way = waysOf(node).find(({ id }) => id === handle);
    const label = way ? `If ${String(way.name)}` : (HANDLES[handle] ?? handle);
    // A variant's share stands behind its name.
    const name = way && node.type === "split" ? new RegExp(`^${label} · \\d+%$`) : label;
    return this.node(node).getByRole("img", { name, exact: true });
  }

  private node({ name, type, definition }: DocumentNode): Locator {
    return this.named(name, this.titleOf(type, definition));
  }

  private named(name: string, title: string): Locator {
    return this.page.getByRole("group", {
      name: name === title ? name : `${name}, ${title}`,
      exact: true,
    });
  }

  private titleOf(type: string, definition: string | null | undefined): string {
    const found = this.definitions.get(definition ?? type);
    if (!found) throw new Error(`there is no definition ${definition ?? type}`);
    return found.title;
  }
}

/** What the registry offers, by id and by the type of logic nodes. */
export async function readDefinitions(api: Api): Promise<Map<string, Definition>> {
  const { items } = await api.call<{ items: Definition[] }>("GET", "/registry/definitions");
  return new Map(items.map((each) => [each.kind === "logic" ? each.name : each.id, each]));
}

function nameOf({
  source,
  source_handle,
  target,
}: {
  source: string;
  source_handle: string;
  target: string;
}): string {
  return `${source}.${source_handle}>${target}`;
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${String(locator)} is not on screen`);
  return box;
}

function middleOf({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  return { x: x + width / 2, y: y + height / 2 };
}
