import type { NodeRun, NodeRunStatus } from "@/lib/api/types";
import { type FlatGraph, loopsAround, withBodies } from "@/lib/graph/body";

/** The iteration looked at, by the key of its loop; loops that are absent show all of theirs. */
export type Chosen = ReadonlyMap<string, number>;

/** One pass of a loop's body, and the worst that happened in it. */
export interface Iteration {
  index: number;
  status: NodeRunStatus;
}

/** `loops` are the keys of the loops around the run's node, the outermost first, as `iteration` counts them. */
export function matchesChosen(run: NodeRun, loops: readonly string[], chosen: Chosen): boolean {
  const path = pathOf(run.iteration);
  return loops.every((loop, depth) => {
    const wanted = chosen.get(loop);
    return wanted === undefined || path[depth] === wanted;
  });
}

const WORST: readonly NodeRunStatus[] = ["failed", "cancelled", "running", "succeeded", "skipped"];

/** The iterations of a loop that left a record, in order; within the chosen iterations of the loops around it. */
export function iterationsOf(
  graph: FlatGraph,
  loopId: string,
  runs: readonly NodeRun[],
  chosen: Chosen,
): Iteration[] {
  const around = loopsAround(graph, loopId).map(({ key }) => key);
  const depth = around.length;
  const outer = [...around].reverse();
  const inside = new Set(keysInside(graph, loopId));
  const found = new Map<number, NodeRunStatus>();
  // Only the last attempt counts: the runs of one node in one iteration come in order.
  const last = new Map<string, NodeRun>();
  for (const run of runs)
    if (inside.has(run.key) && matchesChosen(run, outer, chosen))
      last.set(`${run.key}|${run.iteration}`, run);
  for (const { iteration, status, handle } of last.values()) {
    const index = pathOf(iteration)[depth];
    if (index === undefined) continue;
    // A failure that took its error branch was handled.
    const own = status === "failed" && handle !== null ? "succeeded" : status;
    const known = found.get(index);
    if (known === undefined || WORST.indexOf(own) < WORST.indexOf(known)) found.set(index, own);
  }
  return [...found].map(([index, status]) => ({ index, status })).sort((a, b) => a.index - b.index);
}

/** The nodes of a loop's body, and of the loops in it. */
export function keysInside(graph: FlatGraph, loopId: string): string[] {
  const inside = withBodies(graph, new Set([loopId]));
  return graph.nodes.filter(({ id }) => id !== loopId && inside.has(id)).map(({ key }) => key);
}

/** How many iterations ended in each way. */
export function countStatuses(iterations: readonly Iteration[]): [NodeRunStatus, number][] {
  const counts = new Map<NodeRunStatus, number>();
  for (const { status } of iterations) counts.set(status, (counts.get(status) ?? 0) + 1);
  return WORST.flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [[status, count] as [NodeRunStatus, number]];
  });
}

/** `"3.0"` -> `[3, 0]` */
export function pathOf(iteration: string): number[] {
  return iteration === "" ? [] : iteration.split(".").map(Number);
}
