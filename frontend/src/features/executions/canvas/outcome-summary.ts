import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { elapsed, formatDuration } from "@/lib/time";
import type { NodeOutcome } from "./run-elements";

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
  const ran = iterations - count("skipped");
  const parts = [`×${ran}`];
  for (const status of ["failed", "running"] as const)
    if (count(status) > 0) parts.push(`${count(status)} ${messages.nodeStatus[status].toLowerCase()}`);
  return parts.join(" · ");
}
