import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { NodeDetail } from "@/features/builder/detail/NodeDetail";
import type { Definition } from "@/lib/api/types";
import { answering, NO_ITEMS, renderInBuilder } from "../../support/in-builder";
import { node, workflow } from "../../support/graphs";
import { nodeRun, testRun } from "../../support/test-runs";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: string }) => <a>{children}</a>,
}));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));

const API = {
  ...{ id: "api@1", kind: "trigger", title: "When an API is called", errors: [], config_schema: {} },
  output_schema: {
    properties: { path: { type: "string" }, body: { title: "Body" } },
    required: ["path", "body"],
  },
} as unknown as Definition;
const DRAWN = workflow(
  [node("start", "trigger", { name: "Order comes in", config: { path: "orders" } }), node("mail", "set")],
  "start>mail",
);

const payload = () => screen.findByLabelText<HTMLTextAreaElement>("Payload (JSON)");
const input = async () => within(await screen.findByRole("region", { name: "Input" }));

function opened(node: string) {
  const page = renderInBuilder(<NodeDetail />, DRAWN, [API]);
  page.store.getState().showDetail(node);
  return page;
}

// Loaded when it is first shown.
beforeAll(() => import("@/features/builder/detail/DetailView"));
afterEach(() => vi.unstubAllGlobals());

describe("data for a first draft", () => {
  it("is asked for in the first step, typed at the trigger, and there at once in the step", async () => {
    answering({});
    const { store, tests } = opened("mail");
    expect((await input()).getByText(/Order comes in hands over/)).toBeDefined();
    fireEvent.click((await input()).getByRole("button", { name: "Give it data" }));
    expect(store.getState().detail).toBe("start");
    const typed = '{"body": {"email": "ada@example.com"}}';
    fireEvent.change(await payload(), { target: { value: typed } });
    expect(tests.getState()).toMatchObject({ trigger: "start", payload: typed });
    act(() => store.getState().showDetail("mail"));
    expect(await (await input()).findByText(/ada@example.com/)).toBeDefined();
    expect((await input()).queryByRole("button", { name: "Give it data" })).toBeNull();
  });

  it("is what the trigger received last, on request", async () => {
    const run = {
      id: "r",
      nodes: [],
      graph: DRAWN.graph,
      trigger: "start",
      input: { trigger: { body: { sku: "A-7" } } },
    };
    answering({
      "/executions": { body: { items: [run], next_cursor: null } },
      "/executions/r": { body: run },
    });
    const { tests } = opened("start");
    await payload();
    expect((await input()).getByText(/Nothing goes into a trigger/)).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Last received" }));
    await waitFor(() => expect(tests.getState().payload).toContain("A-7"));
  });

  it("is tested from where it was typed", async () => {
    const sent = answering({ "/test-runs": { status: 422, body: {} }, "/executions": NO_ITEMS });
    opened("start");
    fireEvent.change(await payload(), { target: { value: '{"body": 1}' } });
    fireEvent.click(screen.getByRole("button", { name: "Run the test" }));
    await waitFor(() => expect(sent.length).toBeGreaterThan(0));
    expect(await sent.at(-1)).toMatchObject({ trigger_node: "start", payload: { body: 1 }, stop_at: null });
  });

  it("that was typed after a test is what the steps are previewed on", async () => {
    answering({});
    const { tests } = opened("mail");
    const tested = nodeRun("start", { output: { path: "orders", body: { email: "old@example.com" } } });
    tests.getState().finished(testRun(DRAWN, [tested, nodeRun("mail")]));
    expect(await (await input()).findByText(/old@example.com/)).toBeDefined();
    act(() => tests.getState().setStart({ payload: '{"body": {"email": "new@example.com"}}' }));
    expect(await (await input()).findByText(/new@example.com/)).toBeDefined();
    expect(screen.getByText(/with the payload as it is now/)).toBeDefined();
  });
});

it("the data of an execution is headed by when that was, and leads to it", async () => {
  answering({});
  const { tests } = opened("mail");
  const of = { id: "w.run-1", startedAt: "2026-01-31T09:00:00Z" };
  tests.getState().finished({ ...testRun(DRAWN, [nodeRun("mail", { output: { a: 1 } })]), of });
  const output = within(await screen.findByRole("region", { name: "Output" }));
  expect(await output.findByRole("heading", { name: /^Run of .*2026/ })).toBeDefined();
  expect(output.getByText("Open this run")).toBeDefined();
  expect(output.queryByText("Last test")).toBeNull();
});
