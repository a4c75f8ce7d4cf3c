import { describe, expect, it } from "vitest";
import { dwell, momentOf, momentsOf, runsAt } from "@/features/executions/playback/moments";
import type { NodeRun } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { failedRun, outcomesOf, takenEdges } from "@/lib/graph/outcomes";
import { node, workflow } from "../../support/graphs";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function run(key: string, from: number | null, to: number | null, more: Partial<NodeRun> = {}): NodeRun {
  return {
    ...{ key, iteration: "", attempt: 0, status: to === null ? "running" : "succeeded", handle: null },
    ...{ started_at: from === null ? null : at(from), ended_at: to === null ? null : at(to) },
    ...{ input: null, output: key, error: null },
    ...more,
  };
}

const { graph } = workflow(
  [node("start", "trigger"), node("check", "condition"), node("yes"), node("no")],
  ...["start>check", "check.true>yes", "check.false>no"],
);
const RUNS = [
  run("start", 0, 0),
  run("check", 0, 0, { handle: "true" }),
  run("yes", 0, 2, { status: "failed", error: { name: "ProviderUnavailable", message: "down" } }),
  run("yes", 5, 6, { attempt: 1 }),
  run("no", null, null, { status: "skipped" }),
];

const told = (runs: readonly NodeRun[], flat = graph) =>
  momentsOf(flat, runs).map(({ run: { key, attempt }, kind }) => `${key}${attempt || ""} ${kind}`);

describe("what happened in a run", () => {
  it("is in order, also where much happens in one moment, and without what was skipped", () => {
    expect(told(RUNS)).toEqual([
      ...["start start", "start end", "check start", "check end"],
      ...["yes start", "yes end", "yes1 start", "yes1 end"],
    ]);
  });

  it("ends a loop after what is in it and before what follows", () => {
    const body = { nodes: [node("inner")], edges: [] };
    const flat = flatten({
      nodes: [node("each", "loop", { config: { body } }), node("after")],
      edges: [],
    });
    const runs = [
      run("each", 0, 3),
      run("inner", 0, 3, { iteration: "0" }),
      run("inner", 3, 3, { iteration: "1" }),
      run("after", 3, 3),
    ];
    expect(told(runs, flat)).toEqual([
      ...["each start", "inner start", "inner end", "inner start", "inner end", "each end"],
      ...["after start", "after end"],
    ]);
  });

  it("is the state of every node at each moment: begun, done, or not there yet", () => {
    const moments = momentsOf(graph, RUNS);
    const states = (index: number) =>
      Object.fromEntries(
        [...outcomesOf(runsAt(RUNS, moments, index))].map(([key, { last }]) => [key, last.status]),
      );
    expect(states(0)).toEqual({ start: "running" });
    expect(states(4)).toEqual({ start: "succeeded", check: "succeeded", yes: "running" });
    expect(states(5)).toMatchObject({ yes: "failed" });
    expect(states(6)).toMatchObject({ yes: "running" });
    const begun = runsAt(RUNS, moments, 6).at(-1);
    expect([begun?.output, begun?.ended_at]).toEqual([null, null]);
  });

  it("lights an edge when its way was taken, not before", () => {
    const moments = momentsOf(graph, RUNS);
    const lit = (index: number) => [...takenEdges(graph, outcomesOf(runsAt(RUNS, moments, index)))];
    expect(lit(2)).toEqual(["start>check"]);
    expect(lit(3)).toEqual(["start>check", "check.true>yes"]);
  });

  it("finds the moment of a run, of a copy of it too", () => {
    const moments = momentsOf(graph, RUNS);
    expect(momentOf(moments, run("yes", 5, 6, { attempt: 1 }))).toBe(7);
    expect(momentOf(moments, run("no", null, null))).toBe(-1);
  });

  it("is played with waits cut short, long runs in bounded time, and faster on request", () => {
    const moments = momentsOf(graph, [run("start", 0, 0), run("wait", 0, 86_400)]);
    expect(dwell(moments, 2, 1)).toBeLessThan(1000);
    expect(dwell(moments, 2, 4)).toBe(dwell(moments, 2, 1) / 4);
    const many = momentsOf(
      graph,
      Array.from({ length: 1000 }, (_, second) => run("yes", second, second + 1, { attempt: second })),
    );
    const whole = many.reduce((sum, _, index) => sum + dwell(many, index, 1), 0);
    expect(whole).toBeLessThan(90_000);
  });
});

describe("the step that made a run fail", () => {
  it("is the one inside of the loop, not the loop, and none that was handled or tried again", () => {
    const failed = { status: "failed" as const };
    const runs = [
      run("tried", 0, 1, failed),
      run("tried", 1, 2, { attempt: 1 }),
      run("handled", 2, 3, { ...failed, handle: "error" }),
      run("each", 3, 5, failed),
      run("inner", 4, 5, { ...failed, iteration: "2" }),
    ];
    expect(failedRun(runs)?.key).toBe("inner");
    expect(failedRun(RUNS)).toBeUndefined();
  });
});
