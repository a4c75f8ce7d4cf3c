import type { Api } from "../browser/support/session.ts";
import type { Probe } from "./meter.ts";

interface ListFigures {
  /** From the navigation, with an empty cache, to the frame that shows the first click. */
  interactive: number;
  heapMb: number;
}

const WORKFLOWS = 60;

export async function measureList(probe: Probe, api: Api): Promise<ListFigures> {
  const { page } = probe;
  const graph = { nodes: [], edges: [] };
  for (let number = 0; number < WORKFLOWS; number += 1)
    await api.call("POST", "/workflows", { name: `Listed ${number}`, graph });
  await page.goto("/workflows", { waitUntil: "commit" });
  await page.getByRole("link", { name: `Listed ${WORKFLOWS - 1}`, exact: true }).waitFor();
  const interactive = await probe.firstInput(() => page.getByRole("searchbox").click());
  const heapMb = await probe.heap();
  await page.context().close();
  return { interactive, heapMb };
}
