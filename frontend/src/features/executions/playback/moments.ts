import type { NodeRun } from "@/lib/api/types";
import { type FlatGraph, loopKeys } from "@/lib/graph/body";

/** Something that happened in a run: a node began, or one of its runs ended. */
export interface Moment {
  /** Milliseconds since the epoch. */
  at: number;
  kind: "start" | "end";
  run: NodeRun;
}

interface Placed extends Moment {
  place: number;
}

/** All that happened, in order. Runs come in the order of their timeline, which decides between equal times. */
export function momentsOf(graph: FlatGraph, runs: readonly NodeRun[]): Moment[] {
  const lastInside = placesInside(graph, runs);
  const placed = runs.flatMap((run, place): Placed[] => {
    if (!run.started_at || run.status === "skipped") return [];
    const start = { at: Date.parse(run.started_at), kind: "start" as const, run, place };
    if (!run.ended_at) return [start];
    // A loop ends after what is in it, and before what follows.
    const after = Math.max(place, lastInside.get(`${run.key}|${run.iteration}`) ?? place);
    return [start, { at: Date.parse(run.ended_at), kind: "end", run, place: after }];
  });
  return placed.sort(
    (a, b) => a.at - b.at || a.place - b.place || order(a) - order(b) || depth(b.run) - depth(a.run),
  );
}

function order({ kind }: Moment): number {
  return kind === "start" ? 0 : 1;
}

function depth({ iteration }: NodeRun): number {
  return iteration === "" ? 0 : iteration.split(".").length;
}

/** The place of the last run inside each run of a loop, by the loop's key and iteration. */
function placesInside(graph: FlatGraph, runs: readonly NodeRun[]): ReadonlyMap<string, number> {
  const loops = loopKeys(graph);
  const last = new Map<string, number>();
  runs.forEach(({ key, iteration }, place) => {
    const path = iteration.split(".");
    loops.get(key)?.forEach((loop, level) => last.set(`${loop}|${path.slice(0, level).join(".")}`, place));
  });
  return last;
}

/** The runs as they stood right after a moment: later ones do not exist, those that had not ended are under way. */
export function runsAt(runs: readonly NodeRun[], moments: readonly Moment[], index: number): NodeRun[] {
  const started = new Set<NodeRun>();
  const ended = new Set<NodeRun>();
  for (const { kind, run } of moments.slice(0, index + 1)) (kind === "start" ? started : ended).add(run);
  return runs.flatMap((run) => {
    if (!started.has(run)) return [];
    return ended.has(run)
      ? [run]
      : [{ ...run, status: "running" as const, ended_at: null, output: null, error: null, handle: null }];
  });
}

/** The moment at which a run of a node ended, or else began; -1 if it did not. */
export function momentOf(moments: readonly Moment[], run: NodeRun): number {
  const of = (kind: Moment["kind"]) =>
    moments.findIndex((moment) => moment.kind === kind && isSame(moment.run, run));
  const end = of("end");
  return end === -1 ? of("start") : end;
}

function isSame(a: NodeRun, b: NodeRun): boolean {
  return a.key === b.key && a.iteration === b.iteration && a.attempt === b.attempt;
}

const SLOWEST_MS = 900;
const FASTEST_MS = 40;
/** A run of many steps is over in about this time. */
const WHOLE_MS = 20_000;

/** How long a moment is shown when a run is played: long waits are cut short, long runs go faster. */
export function dwell(moments: readonly Moment[], index: number, speed: number): number {
  const here = moments[index];
  const next = moments[index + 1];
  if (!here || !next) return 0;
  const share = Math.max(FASTEST_MS, Math.min(SLOWEST_MS, WHOLE_MS / moments.length));
  // What happened at once is seen at once, nearly.
  const wait = next.at === here.at ? share / 3 : Math.min(share, Math.max(share / 2, next.at - here.at));
  return wait / speed;
}
