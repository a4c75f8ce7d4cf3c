import { describe, expect, it } from "vitest";
import { countStatuses, iterationsOf } from "@/features/executions/canvas/iterations";
import { summaryOf } from "@/lib/graph/outcomes";
import { chosenOutcomes } from "@/features/executions/canvas/run-elements";
import type { NodeRun } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { timelineOf } from "@/lib/graph/run-times";
import { ticksOf, toLanes } from "@/lib/timeline";
import { node } from "../../support/graphs";

const inner = node("inner", "loop", { config: { body: { nodes: [node("note")], edges: [] } } });
const rows = node("rows", "loop", { config: { body: { nodes: [node("send"), inner], edges: [] } } });
const graph = flatten({ nodes: [node("start", "trigger"), rows], edges: [] });

function run(
  key: string,
  iteration: string,
  status: NodeRun["status"],
  more: Partial<NodeRun> = {},
): NodeRun {
  return {
    ...{ key, status, iteration, handle: null, attempt: 0, started_at: null, ended_at: null },
    ...{ input: null, output: null, error: null, ...more },
  };
}

const runs = [
  run("start", "", "succeeded"),
  run("send", "0", "succeeded"),
  run("send", "1", "failed"),
  run("send", "1", "succeeded", { attempt: 1 }),
  run("send", "2", "failed"),
  run("note", "0.0", "succeeded"),
  run("note", "1.0", "failed", { handle: "error" }),
  run("note", "1.1", "running"),
];

describe("iterationsOf", () => {
  it("counts the passes of a loop by the worst of their last attempts", () => {
    const passes = iterationsOf(graph, "rows", runs, new Map());
    expect(passes).toEqual([
      { index: 0, status: "succeeded" },
      { index: 1, status: "running" },
      { index: 2, status: "failed" },
    ]);
    expect(countStatuses(passes)).toEqual([
      ["failed", 1],
      ["running", 1],
      ["succeeded", 1],
    ]);
  });

  it("counts those of an inner loop within the chosen pass of the outer one", () => {
    expect(iterationsOf(graph, "inner", runs, new Map([["rows", 1]]))).toEqual([
      { index: 0, status: "succeeded" },
      { index: 1, status: "running" },
    ]);
  });
});

describe("chosenOutcomes", () => {
  it("keeps the runs of the chosen passes, and all of what is outside the loop", () => {
    const chosen = chosenOutcomes(
      graph,
      runs,
      new Map([
        ["rows", 1],
        ["inner", 0],
      ]),
    );
    expect(chosen.get("start")?.runs).toHaveLength(1);
    expect(chosen.get("send")?.runs.map(({ attempt }) => attempt)).toEqual([0, 1]);
    expect(chosen.get("note")?.runs.map(({ iteration }) => iteration)).toEqual(["1.0"]);
  });

  it("sums up what ran in several passes", () => {
    const all = chosenOutcomes(graph, runs, new Map());
    expect(summaryOf(all.get("send"))).toBe("×3 · 1 failed");
    const one = chosenOutcomes(graph, runs, new Map([["rows", 1]]));
    expect(summaryOf(one.get("send"))).toBe("2 attempts");
  });
});

describe("the timeline", () => {
  const at = (from: number, to: number | null) => ({
    started_at: new Date(from).toISOString(),
    ended_at: to === null ? null : new Date(to).toISOString(),
  });

  it("has a row a node in the order of their beginnings, those that did not run last", () => {
    const timed = [run("send", "0", "succeeded", at(50, 80)), run("start", "", "succeeded", at(0, 10))];
    const outcomes = chosenOutcomes(graph, timed, new Map());
    const rowsOfTime = timelineOf(graph, outcomes, 100);
    expect(rowsOfTime.map(({ id }) => id)).toEqual(["start", "send", "rows", "inner", "note"]);
    expect(rowsOfTime[1]).toMatchObject({ depth: 1, bars: [{ from: 50, to: 80, waiting: false }] });
  });

  it("draws what goes on up to now, and too many runs as the time in which any was on", () => {
    const open = chosenOutcomes(graph, [run("start", "", "running", at(40, null))], new Map());
    expect(timelineOf(graph, open, 100)[0]?.bars[0]).toMatchObject({ from: 40, to: 100 });
    const many = Array.from({ length: 500 }, (_, index) =>
      run("send", String(index), "succeeded", at(index, index + 2)),
    );
    const bars = timelineOf(graph, chosenOutcomes(graph, many, new Map()), 1000)[0]?.bars;
    expect(bars).toHaveLength(1);
    expect(bars?.[0]).toMatchObject({ from: 0, to: 501 });
  });

  it("puts what overlaps into lanes", () => {
    const spans = [
      { from: 0, to: 5 },
      { from: 1, to: 3 },
      { from: 5, to: 6 },
      { from: 2, to: 4 },
    ];
    expect(toLanes(spans, 2).map((lane) => lane.spans.map(({ from }) => from))).toEqual([
      [0, 5],
      [1, 2],
    ]);
  });

  it("has round ticks", () => {
    expect(ticksOf(900, 8)).toEqual([0, 200, 400, 600, 800]);
    expect(ticksOf(0, 8)).toEqual([0]);
    const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
    const steps = [5 * MINUTE, 2 * HOUR, 3 * DAY, 400 * DAY].map((length) => ticksOf(length, 8)[1]);
    expect(steps).toEqual([MINUTE, 15 * MINUTE, 12 * HOUR, 50 * DAY]);
  });
});
