import type { NodeRun } from "@/lib/api/types";

function idOf({ key, iteration, attempt }: NodeRun): string {
  return `${key}|${iteration}|${attempt}`;
}

/** Whether both are the same attempt of the same node in the same iteration. */
export function sameRun(a: NodeRun, b: NodeRun): boolean {
  return idOf(a) === idOf(b);
}

/**
 * All runs that are known, in the order of the timeline. Those that came with the execution are the newest: what was
 * loaded before while it was under way, and is not among them any more, has ended since and is not known.
 */
export function mergeRuns(shown: readonly NodeRun[], loaded: readonly NodeRun[]): readonly NodeRun[] {
  if (loaded.length === 0) return shown;
  const known = new Map<string, NodeRun>();
  for (const run of loaded) if (run.status !== "running") known.set(idOf(run), run);
  for (const run of shown) known.set(idOf(run), run);
  return [...known.values()].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

/** The position up to which no run is missing; -1 if the first is. */
export function knownUpTo(runs: readonly NodeRun[]): number {
  const gap = runs.findIndex(({ position }, index) => position !== index);
  return (gap === -1 ? runs.length : gap) - 1;
}
