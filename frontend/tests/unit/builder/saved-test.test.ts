import { describe, expect, it } from "vitest";
import {
  mismatchPlace,
  pinsOf,
  removeTest,
  savedTestOf,
  saveTest,
} from "@/features/builder/testing/saved-test";
import type { NodeRun } from "@/lib/api/types";
import { parseDocument, serializeDocument } from "@/lib/graph/document";
import { flatten, toDocument, toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

const document = workflow(
  [node("called", "trigger"), node("check", "condition"), node("call"), node("other")],
  ...["called>check", "check.true>call", "check.false>other"],
);

function run(key: string, status: NodeRun["status"], handle: string | null = null): NodeRun {
  return {
    ...{ key, status, handle, iteration: "", attempt: 0, started_at: null, ended_at: null },
    ...{ input: null, output: null, error: null },
  };
}

const test = savedTestOf("Goes through", {
  at: "2026-01-31T09:00:00Z",
  start: { trigger: "called", payload: { body: { total: 1 } } },
  result: {
    ...{ status: "failed", output: null, error: { name: "ProviderRejected", message: "no" } },
    ...{ startedAt: "", endedAt: "", waiting: [], stoppedAt: null, nodesTotal: 4 },
    nodes: [
      run("called", "succeeded", "out"),
      run("check", "succeeded", "true"),
      run("call", "failed"),
      run("other", "skipped"),
    ],
  },
  graph: flatten(document.graph),
  pins: new Map([["call", { status: 200 }]]),
});

describe("a saved test", () => {
  it("expects the end and the way of the run it was made from, with its pins", () => {
    expect(test).toEqual({
      ...{ name: "Goes through", description: "", seed: 0 },
      trigger_node: "called",
      payload: { body: { total: 1 } },
      nodes: { call: { mode: "pin", output: { status: 200 } } },
      expected: {
        ...{ status: "failed", error: "ProviderRejected" },
        ...{ ran: ["called", "check.true", "call"], skipped: ["other"], sent: {}, outputs: {} },
      },
    });
  });

  it("takes the place of one with its name, and is part of the document", () => {
    const draft = saveTest({ ...test, payload: 2 })(saveTest(test)(toDraft(document)));
    expect(draft.tests).toEqual([{ ...test, payload: 2 }]);
    expect(parseDocument(serializeDocument(toDocument(draft)), "x", "no graph").tests).toEqual(draft.tests);
    expect(removeTest("Goes through")(draft).tests).toEqual([]);
  });

  it("brings its pins back to the nodes that have its keys", () => {
    const nodes = [
      { id: "n9", key: "call" },
      { id: "n8", key: "other" },
    ];
    expect([...pinsOf(test, nodes)]).toEqual([["n9", { status: 200 }]]);
  });
});

it.each([
  [{ field: "status", node: null }, "How it ends"],
  [{ field: "status", node: "call" }, "Fetch customer › How it ends"],
  [{ field: "ran.3", node: "call" }, "Fetch customer › Runs"],
  [{ field: "outputs.call.body.id", node: "call" }, "Fetch customer › Result › body › id"],
  [{ field: "output.call.id", node: null }, "Result of the run › call › id"],
  [{ field: "sent.gone", node: "gone" }, "gone › What it is given"],
])("what was not as expected is told by the step's name: %j", (mismatch, place) => {
  const nodes = [{ key: "call", name: "Fetch customer" }];
  expect(mismatchPlace(mismatch, nodes)).toBe(place);
});
