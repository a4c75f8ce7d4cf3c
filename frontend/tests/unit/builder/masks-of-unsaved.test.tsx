import { fireEvent, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BackTestPanel } from "@/features/builder/testing/BackTestPanel";
import { NodeOutput } from "@/features/builder/testing/NodeOutput";
import { TestPanel } from "@/features/builder/testing/TestPanel";
import { flatten, type FlatNode } from "@/lib/graph/body";
import { MASK } from "@/lib/graph/masks";
import { node, workflow } from "../../support/graphs";
import { answering, renderInBuilder, SECRETS_AS_OF } from "../../support/in-builder";

vi.mock("@tanstack/react-router", () => ({
  Link: (props: object) => <a {...props} />,
  useSearch: () => ({}),
  useNavigate: () => () => undefined,
}));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));

const DRAWN = workflow(
  [node("start", "trigger"), node("call", "set", { name: "Call", config: { secret: MASK } })],
  "start>call",
);
const REFUSAL = { status: 422, body: { title: "Unprocessable", detail: "no", errors: [] } };

afterEach(() => vi.unstubAllGlobals());

function open(children: (call: FlatNode) => ReactNode) {
  const sent = answering({ "/test-runs": REFUSAL, "/nodes/call/runs": REFUSAL, "/back-tests": REFUSAL });
  const call = flatten(DRAWN.graph).nodes.find(({ id }) => id === "call");
  if (!call) throw new Error("is drawn");
  renderInBuilder(children(call), DRAWN);
  return async (name: string) => {
    const run = await screen.findByRole<HTMLButtonElement>("button", { name });
    await waitFor(() => expect(run.disabled).toBe(false));
    fireEvent.click(run);
    await waitFor(() => expect(sent).toHaveLength(1));
    return sent[0];
  };
}

describe("what is run before it is saved says of which revision its masks are", () => {
  it.each(["Run only this step", "Run to here"])("a step: %s", async (name) => {
    const click = open((call) => <NodeOutput node={call} runs={[]} of={null} />);
    expect(await click(name)).toMatchObject({ secrets_as_of: SECRETS_AS_OF });
  });

  it("a test", async () => {
    const click = open(() => <TestPanel onDone={() => undefined} />);
    expect(await click("Run the test")).toMatchObject({ secrets_as_of: SECRETS_AS_OF });
  });

  it("a back-test", async () => {
    const click = open(() => <BackTestPanel onLeave={() => undefined} />);
    expect(await click("Run")).toMatchObject({ secrets_as_of: SECRETS_AS_OF });
  });
});
