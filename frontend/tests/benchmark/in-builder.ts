import type { Page } from "playwright-core";
import { Builder } from "../browser/support/session.ts";
import type { Latency, Motion, Probe } from "./meter.ts";
import { emptyPlace, moved, nodePlace, wheel } from "./pointer.ts";

/** Milliseconds and MB; `Whole` is with all nodes in view, everything else at the zoom the workflow opens with. */
interface BuilderFigures {
  /** From the arrival of the workflow to the frame that shows the first click. */
  interactive: number;
  pan: Motion;
  dragNode: Motion;
  typing: Latency;
  addNode: Latency;
  undo: Latency;
  wheelOut: Motion;
  panWhole: Motion;
  dragNodeWhole: Motion;
  wheelIn: Motion;
  heapMb: number;
}

const WHEEL_TURNS = 24;
const EDITS = 5;
const TYPED = " and more";

/** Opens a workflow and works it by hand. */
export async function measureBuilder(probe: Probe, workflowId: string): Promise<BuilderFigures> {
  const { page } = probe;
  await page.goto(`/workflows/${workflowId}`);
  const interactive = await probe.firstInput(
    () => page.locator(".react-flow__node").first().click(),
    `/api/workflows/${workflowId}`,
    "/api/definitions",
  );
  await page.locator(".react-flow__node.selected").waitFor();
  await page.getByText("No problems").waitFor();
  await intoTheThick(page);

  const pan = await moved(probe, "pan", emptyPlace);
  const dragNode = await moved(probe, "drag", nodePlace);
  const typing = await typeIntoNode(probe);
  const addNode = await probe.latency("add", EDITS, () => addNodes(page));
  const undo = await probe.latency("undo", EDITS, () => undoAll(page));
  const heapMb = await probe.heap();

  await intoTheThick(page);
  const wheelOut = await probe.motion("wheel-out", WHEEL_TURNS, () => wheel(page, WHEEL_TURNS, 100));
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.waitForFunction(() => document.querySelector(".react-flow__node") !== null);
  const panWhole = await moved(probe, "pan-whole", emptyPlace);
  const dragNodeWhole = await moved(probe, "drag-whole", nodePlace);
  const wheelIn = await probe.motion("wheel-in", WHEEL_TURNS, () => wheel(page, WHEEL_TURNS, -100));
  await page.context().close();
  return {
    ...{ interactive, pan, dragNode, typing, addNode, undo },
    ...{ wheelOut, panWhole, dragNodeWhole, wheelIn, heapMb },
  };
}

/** From the first node to where the screen is full of them. */
async function intoTheThick(page: Page): Promise<void> {
  const { x, y } = await emptyPlace(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 380, y - 300, { steps: 4 });
  await page.mouse.up();
}

async function typeIntoNode(probe: Probe): Promise<Latency> {
  const { page } = probe;
  const { x, y } = await nodePlace(page);
  await page.mouse.click(x, y);
  const form = new Builder(page).form();
  await form.getByRole("tab", { name: "Settings" }).click();
  await form.getByRole("textbox", { name: "Name", exact: true }).click();
  return probe.latency("typing", TYPED.length, () => page.keyboard.type(TYPED, { delay: 30 }));
}

async function addNodes(page: Page): Promise<void> {
  const entry = page.getByRole("button", { name: "Add Set values", exact: true });
  for (let edit = 0; edit < EDITS; edit += 1) await entry.click();
}

async function undoAll(page: Page): Promise<void> {
  await page.locator(".react-flow").focus();
  for (let edit = 0; edit < EDITS; edit += 1) await page.keyboard.press("Control+z");
}
