import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { elapsed, formatDuration } from "@/lib/time";
import type { FlatGraph } from "./body";

/** How one node went: its runs in order (attempts and iterations), and the last that did anything, if any did. */
export interface NodeOutcome {
  runs: readonly NodeRun[];
  last: NodeRun;
}

/** Node runs by node key, attempts in order. */
export function outcomesOf(runs: readonly NodeRun[]): Map<string, NodeOutcome> {
  const grouped = new Map<string, NodeRun[]>();
  for (const run of runs) {
    const group = grouped.get(run.key);
    if (group) group.push(run);
    else grouped.set(run.key, [run]);
  }
  const outcomes = new Map<string, NodeOutcome>();
  for (const [key, group] of grouped) {
    const last = group.findLast(({ status }) => status !== "skipped") ?? group.at(-1);
    if (last) outcomes.set(key, { runs: group, last });
  }
  return outcomes;
}

/** The run of a node that made the whole run fail: of a loop the step inside it, which failed before the loop did. */
export function failedRun(runs: readonly NodeRun[]): NodeRun | undefined {
  const last = new Map(runs.map((run) => [`${run.key}|${run.iteration}`, run]));
  const unhandled = [...last.values()].filter(({ status, handle }) => status === "failed" && handle === null);
  const end = ({ ended_at }: NodeRun) => (ended_at ? Date.parse(ended_at) : Infinity);
  const depth = ({ iteration }: NodeRun) => iteration.split(".").filter(Boolean).length;
  return unhandled.sort((a, b) => end(a) - end(b) || depth(b) - depth(a))[0];
}

/** The edges that were taken; in a loop, by any of its items. */
export function takenEdges(
  { nodes, edges }: FlatGraph,
  outcomes: ReadonlyMap<string, NodeOutcome>,
): Set<string> {
  const keys = new Map(nodes.map(({ id, key }) => [id, key]));
  const taken = edges.filter(({ source, source_handle }) =>
    outcomes.get(keys.get(source) ?? "")?.runs.some((run) => tookHandle(run, source_handle ?? "out")),
  );
  return new Set(taken.map(({ id }) => id));
}

export function tookHandle({ status, handle }: NodeRun, wanted: string): boolean {
  if (status !== "succeeded" && status !== "failed") return false;
  // Nodes with one way out record none.
  return (handle ?? (status === "succeeded" ? "out" : null)) === wanted;
}

/** What stands below a node: how long it took, how often it ran, how often it was tried. */
export function summaryOf(outcome: NodeOutcome | undefined): string | null {
  if (!outcome) return null;
  const { last, runs } = outcome;
  if (runs.every(({ status }) => status === "skipped")) return null;
  const iterations = new Set(runs.map(({ iteration }) => iteration)).size;
  if (iterations > 1) return acrossIterations(runs, iterations);
  const parts = [
    last.started_at && last.ended_at ? formatDuration(elapsed(last.started_at, last.ended_at)) : null,
    runs.length > 1 ? messages.execution.tries(runs.length) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(" · ") : messages.nodeStatus[last.status];
}

function acrossIterations(runs: readonly NodeRun[], iterations: number): string {
  const final = new Map(runs.map((run) => [run.iteration, run.status]));
  const count = (wanted: NodeRun["status"]) =>
    [...final.values()].filter((status) => status === wanted).length;
  const parts = [`×${iterations - count("skipped")}`];
  for (const status of ["failed", "running"] as const)
    if (count(status) > 0) parts.push(`${count(status)} ${messages.nodeStatus[status].toLowerCase()}`);
  return parts.join(" · ");
}
