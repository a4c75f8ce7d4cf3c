import type { Graph } from "../../src/lib/api/types.ts";
import type { Api } from "../browser/support/session.ts";
import type { Motion, Probe } from "./meter.ts";
import { emptyPlace, moved } from "./pointer.ts";

/** The page of a run: while the run goes on and the page follows it, and after its end. */
interface RunFigures {
  interactive: number;
  panLive: Motion;
  panWholeLive: Motion;
  panWholeEnded: Motion;
  heapMb: number;
}

export async function measureRun(probe: Probe, api: Api, graph: Graph): Promise<RunFigures> {
  const { page } = probe;
  const workflow = await api.call<{ id: string; revision: number }>("POST", "/workflows", {
    name: "Watched",
    graph,
  });
  await api.call("POST", `/workflows/${workflow.id}/publish`, { revision: workflow.revision });
  const payload = { method: "POST", path: "watched", query: {}, headers: {}, body: {} };
  const { id } = await api.call<{ id: string }>("POST", `/workflows/${workflow.id}/executions`, { payload });
  const address = `/executions/${encodeURIComponent(id)}`;
  await page.goto(address);
  const interactive = await probe.firstInput(
    () => page.locator(".react-flow__node").first().click(),
    `/api${address}`,
    "/api/definitions",
  );
  const panLive = await moved(probe, "run-pan", emptyPlace);
  await page.getByRole("button", { name: "Show everything" }).click();
  const panWholeLive = await moved(probe, "run-pan-whole", emptyPlace);
  const status = async () => (await api.call<{ status: string }>("GET", address)).status;
  if ((await status()) !== "running")
    throw new Error("The run ended before it was watched: let it wait longer");
  while ((await status()) === "running") await page.waitForTimeout(500);
  await page.getByText("Succeeded", { exact: true }).first().waitFor();
  const panWholeEnded = await moved(probe, "run-ended", emptyPlace);
  const heapMb = await probe.heap();
  await page.context().close();
  return { interactive, panLive, panWholeLive, panWholeEnded, heapMb };
}
