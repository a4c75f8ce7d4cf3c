import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, vi } from "vitest";
import { findBrowser } from "./find-browser.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PATIENCE_MS = 15_000;
const NO_CONTENT = 204;

/** Address of the running stack whose builder is driven. */
export const baseUrl = process.env.STATEWRIGHT_URL ?? "http://127.0.0.1:8700";

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: FLAGS });
}

/** A page of its own at laptop size, and what it complained about: errors of scripts and of the console. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, complaints };
}

/** The REST API with the development token, for what a test prepares or looks up beside the browser. */
export class Api {
  private readonly token: string;

  private constructor(token: string) {
    this.token = token;
  }

  static async connect(): Promise<Api> {
    const response = await fetch(`${baseUrl}/_local/token`, { method: "POST", headers: { origin: baseUrl } });
    const { access_token } = (await response.json()) as { access_token: string };
    return new Api(access_token);
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${baseUrl}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === NO_CONTENT ? undefined : await response.json()) as T;
  }
}

/** Makes a workflow of a drawing and publishes it; gives its id. */
export async function publish(api: Api, name: string, graph: object, description = ""): Promise<string> {
  const body = { name, description, graph };
  const { id, revision } = await api.call<{ id: string; revision: number }>("POST", "/workflows", body);
  await api.call("POST", `/workflows/${id}/publish`, { revision });
  return id;
}

/** Calls an API trigger; gives the id of the execution that it starts. */
export async function callHook(path: string, payload: object = {}): Promise<string> {
  const answer = await fetch(`${baseUrl}/hooks/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
  });
  if (!answer.ok) throw new Error(`POST /hooks/${path}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { execution_id: string }).execution_id;
}

/** Waits until the record of an execution says that it has ended so. */
export async function ended(api: Api, executionId: string, status: string, timeout = 60_000): Promise<void> {
  await vi.waitFor(
    async () =>
      expect((await api.call<{ status: string }>("GET", `/executions/${executionId}`)).status).toBe(status),
    { timeout, interval: 500 },
  );
}

/** The builder as a person works it. */
export class Builder {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  node(name: string) {
    return this.page.locator(".react-flow__node", { hasText: name });
  }

  /** Drags an entry of the palette to a place on the canvas, measured from the canvas's corner. */
  async drag(title: string, x: number, y: number): Promise<void> {
    const entry = this.page.getByRole("button", { name: `Add ${title}`, exact: true });
    await entry.dragTo(this.page.locator(".react-flow__pane"), { targetPosition: { x, y } });
    await this.node(title).waitFor();
  }

  /** Draws an edge from a handle of one node to the input of another. */
  async wire(from: string, handle: string, to: string): Promise<void> {
    const start = await this.node(from).locator(`.react-flow__handle.${handle}-handle`).boundingBox();
    const end = await this.node(to).locator(".react-flow__handle.target").boundingBox();
    if (!start || !end) throw new Error(`${from} or ${to} is not on screen`);
    const edges = await this.page.locator(".react-flow__edge").count();
    await this.page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps: 8 });
    await this.page.mouse.move(end.x + end.width / 2, end.y + end.height / 2);
    await this.page.mouse.up();
    await this.page.locator(".react-flow__edge").nth(edges).waitFor({ state: "attached" });
  }

  /** Drags an entry of the palette into the container of a loop that has no steps yet. */
  async dragInto(title: string, loop: string): Promise<void> {
    const container = this.node(loop).getByText("Drop the steps for each item here");
    const entry = this.page.getByRole("button", { name: `Add ${title}`, exact: true });
    await entry.dragTo(container);
    await this.node(title).waitFor();
  }

  /** Draws an edge from a handle into the void to its right, and picks what follows there. */
  async dropEdge(from: string, handle: string, next: string): Promise<void> {
    const start = await this.node(from).last().locator(`.react-flow__handle.${handle}-handle`).boundingBox();
    if (!start) throw new Error(`${from} is not on screen`);
    await this.page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + 90, start.y + 30, { steps: 6 });
    await this.page.mouse.up();
    await this.page.getByRole("textbox", { name: "What comes next" }).fill(next);
    await this.page.keyboard.press("Enter");
    await this.node(next).waitFor();
  }

  /** Drags a node so that its middle comes to that of another, and beside it by `offset` pixels. */
  async move(name: string, onto: string, offset: { x: number; y: number }): Promise<void> {
    // The canvas may be on its way to what it shows first: a trial click waits until the card stands still.
    await this.card(name).click({ trial: true });
    const from = await this.card(name).boundingBox();
    const to = await this.card(onto).boundingBox();
    if (!from || !to) throw new Error(`${name} or ${onto} is not on screen`);
    const end = { x: to.x + to.width / 2 + offset.x, y: to.y + to.height / 2 + offset.y };
    await this.page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x - 5, end.y - 5, { steps: 8 });
    await this.page.mouse.move(end.x, end.y);
    await this.page.mouse.up();
  }

  card(name: string) {
    return this.page.getByTestId("node-card").filter({ hasText: name });
  }

  /** The form of the selected node. */
  form() {
    return this.page.getByRole("complementary", { name: "Properties" });
  }

  field(path: string) {
    return this.page.locator(`[data-field="${path}"]`);
  }

  /** Waits until the draft on the server is the one on the canvas. */
  async saved(): Promise<void> {
    await this.page.locator('[data-save="saved"]').waitFor();
  }
}
