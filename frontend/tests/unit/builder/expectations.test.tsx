import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FailedTests } from "@/features/builder/publish/FailedTests";
import { mismatchText } from "@/features/builder/testing/expectations";
import { SavedTests } from "@/features/builder/testing/SavedTests";
import type { SavedTest, SavedTestResult, TestMismatch } from "@/lib/api/types";
import { answering, renderInBuilder } from "../../support/in-builder";
import { node, workflow } from "../../support/graphs";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));
afterEach(() => vi.unstubAllGlobals());

const NODES = [
  node("start", "trigger"),
  node("is_large", "condition", { name: "Is it large?" }),
  node("thanks", "action", { name: "Say thanks" }),
  node("call", "action", { name: "Call them" }),
];
const TEST: SavedTest = {
  ...{ name: "Small order", description: "", seed: 0, trigger_node: "start", payload: {}, nodes: {} },
  expected: {
    status: "succeeded",
    ...{ ran: ["is_large.false", "thanks"], skipped: ["call"], sent: {}, outputs: { thanks: { id: 7 } } },
  },
};
const DRAWN = {
  ...workflow(NODES, "start>is_large", "is_large.false>thanks", "is_large.true>call"),
  tests: [TEST],
};
const mismatch = (more: Partial<TestMismatch>): TestMismatch => ({
  ...{ node: "is_large", field: "ran.0", kind: "other_way", expected: "is_large.false", got: ["true"] },
  ...{ message: 'expected "is_large.false", got "it left by true"', ...more },
});
const accepted = { ...TEST.expected, ran: ["is_large.true", "call"], skipped: ["thanks"], outputs: {} };
const FAILED: SavedTestResult = { name: TEST.name, passed: false, mismatches: [mismatch({})], accepted };

it.each([
  [{}, "Is it large? took the way “true”, not “false”"],
  [{ got: [] }, "Is it large? did not take the way “false”: it took none"],
  [{ node: "thanks", kind: "not_run", field: "ran.1", got: null }, "Say thanks did not run"],
  [{ node: "call", kind: "not_skipped", field: "skipped.0" }, "Call them ran, and was to be skipped"],
  [
    {
      node: "call",
      kind: "differs",
      field: "status",
      expected: "succeeded",
      got: "failed: ProviderRejected",
    },
    "It ended as Failed: ProviderRejected at Call them, not as Succeeded",
  ],
  [
    { node: "call", kind: "differs", field: "outputs.call.id", message: "expected 7, got 8" },
    "Call them › Result › id: expected 7, got 8",
  ],
] as const)("says in what a run was another one by the names of steps and ways: %j", (more, told) => {
  expect(mismatchText(mismatch(more as Partial<TestMismatch>), NODES)).toBe(told);
});

describe("a saved test", () => {
  it("that fails where the draft is right is updated by one step of undo, and run again", async () => {
    const sent = answering({ "/tests/run": { body: { passed: false, items: [FAILED] } } });
    const { store } = renderInBuilder(<SavedTests onLeave={() => undefined} />, DRAWN);
    fireEvent.click(screen.getByRole("button", { name: "Run all" }));
    fireEvent.click(await screen.findByRole("button", { name: "This is right now: update the test" }));
    expect(store.getState().document.tests).toEqual([{ ...TEST, expected: accepted }]);
    await waitFor(() => expect(sent).toHaveLength(2));
    store.temporal.getState().undo();
    expect(store.getState().document.tests).toEqual([TEST]);
  });

  it("lists what it expects, each to be left out", () => {
    answering({});
    const { store } = renderInBuilder(<SavedTests onLeave={() => undefined} />, DRAWN);
    const list = within(screen.getByRole("list", { name: "What Small order expects", hidden: true }));
    const told = list.getAllByRole("listitem", { hidden: true }).map(({ textContent }) => textContent);
    expect(told).toEqual([
      "It ends as Succeeded",
      "Is it large? takes the way “false”",
      "Say thanks runs",
      "Call them is skipped",
      'Say thanks gives {"id":7}',
    ]);
    for (const gone of ["Say thanks runs", 'Say thanks gives {"id":7}'])
      fireEvent.click(list.getByRole("button", { name: new RegExp(`: ${gone}$`), hidden: true }));
    expect(store.getState().document.tests?.[0]?.expected).toMatchObject({
      ...{ ran: ["is_large.false"], skipped: ["call"], outputs: {} },
    });
  });

  it("that stops the publishing is updated there, and the sheet goes on once none is left", () => {
    answering({});
    const done = vi.fn();
    const other = { ...FAILED, name: "Another" };
    const { store } = renderInBuilder(
      <FailedTests failed={[FAILED, other]} busy={false} onAccepted={done} onPublish={() => undefined} />,
      DRAWN,
    );
    expect(screen.getAllByText("Is it large? took the way “true”, not “false”")).toHaveLength(2);
    const accept = () => screen.getAllByRole("button", { name: "This is right now: update the test" })[0];
    fireEvent.click(accept() ?? document.body);
    expect(store.getState().document.tests?.[0]?.expected).toEqual(accepted);
    expect([screen.queryByText("Small order"), done.mock.calls.length]).toEqual([null, 0]);
    fireEvent.click(accept() ?? document.body);
    expect(done).toHaveBeenCalledOnce();
  });
});
