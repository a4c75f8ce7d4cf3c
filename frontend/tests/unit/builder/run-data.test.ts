import { expect, it } from "vitest";
import { failedNodeOf, runDataOf } from "@/features/builder/testing/run-data";
import { sameUnlessMasked } from "@/lib/graph/masks";
import { createTestStore } from "@/features/builder/testing/test-store";
import { staleNodes } from "@/features/builder/testing/stale";
import type { Execution, NodeRun } from "@/lib/api/types";
import { nest, toDraft } from "@/lib/graph/body";
import { renameInDraft } from "@/lib/graph/rename";
import { node, workflow } from "../../support/graphs";

const drawn = workflow(
  [
    node("hook", "trigger"),
    node("call", "action", { config: { url: "https://a.example", token: "secret" } }),
    node("mail", "action"),
  ],
  ...["hook>call", "call>mail"],
);

function run(key: string, status: NodeRun["status"], attempt = 0): Execution["nodes"][number] {
  return {
    ...{ key, status, attempt, iteration: "", handle: null, started_at: null, ended_at: null },
    ...{ input: null, output: null, error: null, values_omitted: false },
  };
}

function execution(changes: Partial<Execution> = {}): Execution {
  const copy = JSON.parse(JSON.stringify(nest(drawn.graph)).replace('"secret"', '"********"'));
  return {
    ...{ id: "w.1", workflow_id: "w", workflow_name: "W", version: 1, status: "failed", trigger: "hook" },
    ...{ started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:05Z", duration_ms: 5000 },
    ...{ error: null, diverged: false, waiting: 0, output: null, graph: copy, timezone: "UTC" },
    ...{
      input: { trigger: { body: 1 } },
      nodes_total: 4,
      divergences: [],
      gaps: [],
      parent: null,
      children: [],
    },
    nodes: [
      run("hook", "succeeded"),
      run("call", "failed"),
      run("call", "succeeded", 1),
      run("mail", "failed"),
    ],
    ...changes,
  } as Execution;
}

const draft = toDraft({ ...drawn, graph: nest(drawn.graph) });

it("takes the start and what succeeded, and leaves the work that failed to be done anew", () => {
  const taken = runDataOf(execution(), draft);
  expect(taken?.data).toEqual({ executionId: "w.1", startedAt: "2026-01-01T00:00:00Z", recorded: ["call"] });
  expect(taken?.shown.start).toEqual({ trigger: "hook", payload: { body: 1 } });
});

it("leads to the step that made the run fail, while the draft has it", () => {
  const error = { name: "ProviderUnavailable", message: "nobody answers" } as Execution["error"];
  const shown = runDataOf(execution({ error }), draft)?.shown;
  if (!shown) throw new Error("the run has a start");
  expect(failedNodeOf(shown, draft)).toBe("mail");

  const without = { ...draft.graph, nodes: draft.graph.nodes.filter(({ key }) => key !== "mail") };
  expect(failedNodeOf(shown, { ...draft, graph: without })).toBeNull();
  const succeeded = runDataOf(execution({ status: "succeeded" }), draft)?.shown;
  expect(succeeded && failedNodeOf(succeeded, draft)).toBeNull();
});

it("lets nothing stand in of a run that goes on, and is none without a recorded start", () => {
  expect(runDataOf(execution({ status: "running", ended_at: null }), draft)?.data.recorded).toEqual([]);
  expect(runDataOf(execution({ input: null }), draft)).toBeNull();
});

it("marks as outdated only what the draft does otherwise than the version that ran", () => {
  const shown = runDataOf(execution(), draft)?.shown;
  if (!shown) throw new Error("the run has a start");
  expect([...staleNodes(shown, { graph: draft.graph, pins: shown.pins })]).toEqual([]);
  const edited = {
    ...draft.graph,
    nodes: draft.graph.nodes.map((each) => (each.key === "mail" ? { ...each, config: { to: "x" } } : each)),
  };
  expect(staleNodes(shown, { graph: edited, pins: shown.pins }).size).toBe(1);
});

it("finds a node that has another key since by its id", () => {
  const reading = workflow(
    [...drawn.graph.nodes.slice(0, 2), node("mail", "action", { config: { to: "{% $call.to %}" } })],
    ...["hook>call", "call>mail"],
  );
  const graph = JSON.parse(JSON.stringify(reading.graph).replace('"secret"', '"********"'));
  const renamed = renameInDraft(
    toDraft(reading),
    new Map([
      ["call", "fetch"],
      ["hook", "order"],
    ]),
  ).draft;
  const taken = runDataOf(execution({ graph }), renamed);
  if (!taken) throw new Error("the run has a start");
  const { data, shown } = taken;
  // Ids: whatever the keys are when a test takes the data.
  expect(data.recorded).toEqual(["call"]);
  expect(shown.start.trigger).toBe("order");
  const tests = createTestStore();
  tests.getState().takeRun(data, shown);
  expect(tests.getState().trigger).toBe("hook");
  expect(shown.result.nodes.map(({ key }) => key)).toEqual(["order", "fetch", "fetch", "mail"]);
  expect([...staleNodes(shown, { graph: renamed.graph, pins: shown.pins })]).toEqual([]);
});

it("takes a masked secret for whatever it is", () => {
  expect(sameUnlessMasked({ a: ["********"] }, { a: ["x"] })).toBe(true);
  expect(sameUnlessMasked({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(sameUnlessMasked([1], { 0: 1 })).toBe(false);
});
