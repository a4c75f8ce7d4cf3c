import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { formatDuration, formatMomentShort } from "@/lib/time";
import type { Span } from "@/lib/timeline";
import { type FlatGraph, type FlatNode, loopKeys } from "./body";

const text = messages.execution;

/** Kinds during which nothing is at work. */
const WAITING: ReadonlySet<string> = new Set(["delay", "wait_for_events", "approval"]);

/** Whether a node that runs only waits. */
export function isWait({ type }: { type: string }): boolean {
  return WAITING.has(type);
}

/** What a step that waits now says of itself in few words: until when, where that is known. */
export function waitsWords(until: number | null): string {
  return until === null ? text.waitsNow : text.waitsUntil(formatMomentShort(until));
}

/** More runs of one node than this are drawn as the times at which any of them was on. */
const MOST_BARS = 200;

interface Bar extends Span {
  id: string;
  status: NodeRun["status"];
  waiting: boolean;
  label: string;
}

function spanOf({ started_at, ended_at }: NodeRun, now: number): Span | null {
  if (!started_at) return null;
  const from = Date.parse(started_at);
  return { from, to: ended_at ? Date.parse(ended_at) : Math.max(from, now) };
}

/** When a node ran, run by run; of very many, the times at which any was on. */
export function barsOf(node: FlatNode, runs: readonly NodeRun[], now: number): Bar[] {
  const bars = runs.flatMap((run): Bar[] => {
    const span = spanOf(run, now);
    if (!span) return [];
    const took = formatDuration(span.to - span.from);
    return [
      {
        ...span,
        id: `${run.iteration}|${run.attempt}`,
        status: run.status,
        waiting: isWait(node),
        label: [runLabel(run), messages.nodeStatus[run.status], took].filter(Boolean).join(" · "),
      },
    ];
  });
  return bars.length > MOST_BARS ? joined(bars) : bars;
}

/** Between two attempts of a node nothing is at work. */
function gapsOf(bars: readonly Bar[]): Bar[] {
  return bars.flatMap((bar, index): Bar[] => {
    const before = bars[index - 1];
    const [iteration, attempt] = bar.id.split("|");
    if (!before?.id.startsWith(`${iteration}|`) || attempt === "0" || bar.from <= before.to) return [];
    const label = `${text.waitsToRetry} · ${formatDuration(bar.from - before.to)}`;
    return [{ id: `${bar.id} wait`, status: "running", waiting: true, label, from: before.to, to: bar.from }];
  });
}

/** Which iteration and attempt a run was; empty for the only one. */
function runLabel({ attempt, iteration }: NodeRun): string {
  const parts = [iteration ? text.iteration(iteration) : "", attempt > 0 ? text.attempt(attempt + 1) : ""];
  return parts.filter(Boolean).join(" · ");
}

/** Overlapping bars of the same status as one. */
function joined(bars: readonly Bar[]): Bar[] {
  const out: Bar[] = [];
  for (const bar of [...bars].sort((a, b) => a.from - b.from)) {
    const last = out.findLast(({ status }) => status === bar.status);
    if (last && bar.from <= last.to) last.to = Math.max(last.to, bar.to);
    else out.push({ ...bar, label: messages.nodeStatus[bar.status] });
  }
  return out;
}

/** A row for each node, in the order in which they began; nodes that did not run come last. */
export function timelineOf(
  graph: FlatGraph,
  outcomes: ReadonlyMap<string, { runs: readonly NodeRun[]; last: NodeRun }>,
  now: number,
) {
  const loops = loopKeys(graph);
  const rows = graph.nodes.map((node) => {
    const outcome = outcomes.get(node.key);
    const bars = barsOf(node, outcome?.runs ?? [], now);
    const status = messages.nodeStatus[outcome?.last.status ?? "pending"];
    const [first] = bars;
    return {
      id: node.key,
      name: node.name || node.key,
      depth: loops.get(node.key)?.length ?? 0,
      bars: bars.length > MOST_BARS ? bars : [...bars, ...gapsOf(bars)],
      begin: bars.reduce((least, { from }) => Math.min(least, from), Infinity),
      summary: bars.length > 1 ? text.runs(bars.length, status) : (first?.label ?? status),
    };
  });
  return rows.sort((a, b) => a.begin - b.begin || 0);
}

/** From the first moment of a run to its last; `now` while it goes on. */
export function axisOf(startedAt: string, endedAt: string | null | undefined, now: number): Span {
  const from = Date.parse(startedAt);
  return { from, to: endedAt ? Math.max(Date.parse(endedAt), from + 1) : Math.max(now, from + 1000) };
}
