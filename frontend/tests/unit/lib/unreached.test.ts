import { describe, expect, it } from "vitest";
import type { Execution, NodeRun } from "@/lib/api/types";
import { outcomesOf } from "@/lib/graph/outcomes";
import { unreachedNodes } from "@/lib/graph/unreached";
import { edge, node } from "../../support/graphs";

function run(key: string, status: NodeRun["status"], handle: string | null = null, attempt = 0): NodeRun {
  return {
    ...{ key, status, handle, attempt, iteration: "", started_at: null, ended_at: null },
    ...{ input: null, output: null, error: null },
  };
}

const graph = {
  nodes: [
    node("start", "trigger"),
    node("check", "condition"),
    ...["yes", "no", "after", "last"].map((id) => node(id)),
  ],
  edges: ["start>check", "check.true>yes", "check.false>no", "no>last", "yes>after", "after>last"].map(edge),
};

function unreached(status: Execution["status"], nodes: NodeRun[], of = graph): string[] {
  return [...unreachedNodes(of, status, outcomesOf(nodes))].sort();
}

const BEFORE = [run("start", "succeeded"), run("check", "succeeded", "true")];
const SKIPPED = ["no", "after", "last"].map((key) => run(key, "skipped"));

describe("unreachedNodes", () => {
  it("tells what is behind a failure from a branch that was not taken", () => {
    expect(unreached("failed", [...BEFORE, run("yes", "failed"), ...SKIPPED])).toEqual(["after", "last"]);
    expect(unreached("cancelled", [...BEFORE, run("yes", "cancelled"), ...SKIPPED])).toEqual([
      "after",
      "last",
    ]);
  });

  it("knows what was about to begin when the run ended", () => {
    const skipped = [run("yes", "skipped"), ...SKIPPED];
    expect(unreached("timed_out", [...BEFORE, ...skipped])).toEqual(["after", "last", "yes"]);
  });

  it("takes no attempt that was made again, and no failure that was handled, for the end", () => {
    const again = [run("yes", "failed"), run("yes", "succeeded", null, 1), run("after", "failed")];
    expect(unreached("failed", [...BEFORE, ...again, run("no", "skipped"), run("last", "skipped")])).toEqual([
      "last",
    ]);
    expect(unreached("succeeded", [...BEFORE, run("yes", "failed", "error"), ...SKIPPED])).toEqual([]);
  });

  it("says of nothing of a run under way that it was not reached", () => {
    expect(unreached("running", BEFORE)).toEqual([]);
  });

  it("goes into a loop that was not reached", () => {
    const inLoop = { ...node("inside"), parent: "each" };
    const loops = { nodes: [node("first"), node("each", "loop"), inLoop], edges: [edge("first>each")] };
    const runs = [run("first", "failed"), run("each", "skipped"), run("inside", "skipped")];
    expect(unreached("failed", runs, loops)).toEqual(["each", "inside"]);
  });
});
