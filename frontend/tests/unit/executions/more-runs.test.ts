import { describe, expect, it } from "vitest";
import { knownUpTo, mergeRuns } from "@/features/executions/whole/merge";
import type { NodeRun } from "@/lib/api/types";

function run(position: number, more: Partial<NodeRun> = {}): NodeRun {
  return {
    ...{ key: "write", iteration: String(position), attempt: 0, status: "succeeded", position },
    ...{ started_at: null, ended_at: null, input: null, output: null, error: null, handle: null },
    ...more,
  };
}

describe("mergeRuns", () => {
  it("has each run once, in the order of the timeline, as the execution tells it", () => {
    const failed = run(4, { status: "failed" });
    const merged = mergeRuns([run(0), failed], [run(1), run(4), run(2)]);
    expect(merged.map(({ position }) => position)).toEqual([0, 1, 2, 4]);
    expect(merged.at(-1)).toBe(failed);
  });

  it("keeps apart the attempts of one iteration", () => {
    const again = run(2, { iteration: "1", attempt: 1 });
    expect(mergeRuns([run(1)], [again])).toEqual([run(1), again]);
  });

  it("forgets what was under way when it was loaded and has gone from the execution since", () => {
    expect(mergeRuns([run(0)], [run(1, { status: "running" })])).toEqual([run(0)]);
  });
});

describe("knownUpTo", () => {
  it("is the last position before the first gap", () => {
    expect(knownUpTo([run(0), run(1), run(4)])).toBe(1);
    expect(knownUpTo([run(0), run(1)])).toBe(1);
    expect(knownUpTo([run(1)])).toBe(-1);
    expect(knownUpTo([])).toBe(-1);
  });
});
