import { Menu } from "@mantine/core";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RunItems } from "@/features/builder/canvas/RunItems";
import { BackTestPanel } from "@/features/builder/testing/BackTestPanel";
import { NodeOutput } from "@/features/builder/testing/NodeOutput";
import { TestBar } from "@/features/builder/testing/TestBar";
import { TestPanel } from "@/features/builder/testing/TestPanel";
import type { Definition, Problem } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { answering, renderInBuilder } from "../../support/in-builder";
import { node, workflow } from "../../support/graphs";

vi.mock("@tanstack/react-router", () => ({
  Link: (props: object) => <a {...props} />,
  useSearch: () => ({}),
  useNavigate: () => () => undefined,
}));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));

const MAIL = {
  ...{ id: "mail@1", name: "mail", title: "Send a mail", kind: "action", errors: [] },
  config_schema: { properties: { to: { type: "string", title: "Recipients" } }, required: ["to"] },
} as unknown as Definition;
const DRAWN = workflow(
  [node("start", "trigger"), node("welcome", "action", { name: "Order welcome", definition: "mail@1" })],
  "start>welcome",
);
const MISSING: Problem = {
  ...{ severity: "error", code: "missing_config", message: "is missing: Recipients", node_id: "welcome" },
  ...{ edge_id: null, field: "config.to", position: null, suggestion: null },
};
const detail = "The workflow cannot be run: 1 error.";
const REFUSAL = { status: 422, body: { title: "Unprocessable", detail, errors: [], problems: [MISSING] } };

afterEach(() => vi.unstubAllGlobals());

async function followed() {
  const problem = await screen.findByRole("button", { name: /Order welcome.*Recipients/ });
  expect(screen.getByText("Not run")).toBeDefined();
  fireEvent.click(problem);
}

describe("a draft that cannot be run names what is wrong, and leads there", () => {
  it("in the test sheet", async () => {
    answering({ "/test-runs": REFUSAL });
    const left = vi.fn();
    const { store } = renderInBuilder(<TestPanel onDone={left} />, DRAWN, [MAIL]);
    const run = screen.getByRole<HTMLButtonElement>("button", { name: "Run the test" });
    await waitFor(() => expect(run.disabled).toBe(false));
    fireEvent.click(run);
    await followed();
    expect(store.getState().focus).toMatchObject({ nodeId: "welcome", field: "config.to" });
    expect(left).toHaveBeenCalledOnce();
  });

  it.each(["Run only this step", "Run to here"])("beside a node that is open: %s", async (name) => {
    answering({ "/test-runs": REFUSAL, "/nodes/start2/runs": REFUSAL });
    const drawn = workflow(
      [...DRAWN.graph.nodes, node("start2", "set", { name: "First" })],
      ...["start>start2", "start2>welcome"],
    );
    const first = flatten(drawn.graph).nodes.find(({ id }) => id === "start2");
    if (!first) throw new Error("is drawn");
    const { store } = renderInBuilder(<NodeOutput node={first} runs={[]} of={null} />, drawn, [MAIL]);
    store.getState().showDetail("start2");
    fireEvent.click(screen.getByRole("button", { name }));
    await followed();
    expect(store.getState()).toMatchObject({ detail: "welcome", focus: { field: "config.to" } });
  });

  it("over the canvas, when it was asked for in a step's menu", async () => {
    answering({ "/test-runs": REFUSAL });
    const welcome = flatten(DRAWN.graph).nodes[1];
    if (!welcome) throw new Error("is drawn");
    const menu = (
      <Menu opened>
        <Menu.Dropdown>
          <RunItems node={welcome} />
        </Menu.Dropdown>
      </Menu>
    );
    const parts = (
      <>
        <TestBar />
        {menu}
      </>
    );
    const { store, tests } = renderInBuilder(parts, DRAWN, [MAIL]);
    fireEvent.click(await screen.findByText("Run to here"));
    await followed();
    expect(store.getState().focus).toMatchObject({ nodeId: "welcome", field: "config.to" });
    fireEvent.click(screen.getByRole("button", { name: "Hide these problems" }));
    expect([screen.queryByText("Not run"), tests.getState().refused]).toEqual([null, []]);
  });

  it("in the back-test", async () => {
    answering({ "/back-tests": REFUSAL });
    renderInBuilder(<BackTestPanel onLeave={() => undefined} />, DRAWN, [MAIL]);
    fireEvent.click(screen.getByRole("button", { name: "Run" }));
    await followed();
  });
});
