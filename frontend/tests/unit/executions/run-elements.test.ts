import { describe, expect, it } from "vitest";
import { sameRunNode, toRunEdges, toRunNodes } from "@/features/executions/canvas/run-elements";
import { outcomesOf } from "@/lib/graph/outcomes";
import type { Execution, NodeRun } from "@/lib/api/types";
import { node, workflow } from "../../support/graphs";

function run(key: string, status: NodeRun["status"], handle: string | null = null, attempt = 0): NodeRun {
  return {
    ...{ key, status, handle, attempt, iteration: "", started_at: null, ended_at: null },
    ...{ input: null, output: null, error: null },
  };
}

const { graph } = workflow(
  [node("start", "trigger"), node("check", "condition"), node("yes"), node("no"), node("rescue")],
  ...["start>check", "check.true>yes", "check.false>no", "yes.error>rescue"],
);

function classes(status: Execution["status"], nodes: NodeRun[]): Record<string, string> {
  const edges = toRunEdges({ graph, status, outcomes: outcomesOf(nodes), collapsed: new Set() });
  return Object.fromEntries(edges.map(({ id, className }) => [id, className ?? ""]));
}

describe("toRunEdges", () => {
  it("lights the way taken and fades the others", () => {
    const nodes = [
      run("start", "succeeded"),
      run("check", "succeeded", "true"),
      run("yes", "succeeded"),
      run("no", "skipped"),
    ];
    expect(classes("succeeded", nodes)).toEqual({
      "start>check": "live-edge",
      "check.true>yes": "live-edge",
      "check.false>no": "dead-edge",
      "yes.error>rescue": "dead-edge",
    });
  });

  it("lights the error branch of a handled failure", () => {
    const nodes = [
      run("start", "succeeded"),
      run("check", "succeeded", "true"),
      run("yes", "failed", "error"),
    ];
    expect(classes("succeeded", nodes)["yes.error>rescue"]).toBe("live-edge");
  });

  it("leaves open what a run under way has not decided", () => {
    expect(classes("running", [run("start", "succeeded"), run("check", "running")])).toEqual({
      "start>check": "live-edge",
      "check.true>yes": "",
      "check.false>no": "",
      "yes.error>rescue": "",
    });
  });
});

const NOTHING = { waits: [], timezone: null, unreached: new Set<string>() };

describe("a node of a run", () => {
  const [first, second] = [run("start", "succeeded"), run("check", "running")];
  const drawn = (nodes: NodeRun[]) =>
    toRunNodes(
      { graph, status: "running", outcomes: outcomesOf(nodes), collapsed: new Set(), ...NOTHING },
      new Map(),
      null,
    );

  it("is drawn anew at the next look when something happened to it, and only then", () => {
    const before = drawn([first, second]);
    const after = drawn([first, run("check", "succeeded", "true"), run("yes", "running")]);
    const changed = after.filter((node, index) => !sameRunNode(node, before[index] as typeof node));
    expect(changed.map(({ id }) => id)).toEqual(["check", "yes"]);
  });
});

describe("outcomesOf", () => {
  it("keeps every attempt and shows the last", () => {
    const outcome = outcomesOf([run("yes", "failed"), run("yes", "succeeded", null, 1)]).get("yes");
    expect(outcome?.runs).toHaveLength(2);
    expect(outcome?.last.status).toBe("succeeded");
  });
});
