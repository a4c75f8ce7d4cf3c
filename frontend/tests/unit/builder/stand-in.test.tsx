import { act, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NodeOutput } from "@/features/builder/testing/NodeOutput";
import { useTestMarks } from "@/features/builder/testing/use-test-marks";
import { createFlowNodes } from "@/features/builder/canvas/flow-elements";
import type { NodeRun } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { answering, renderInBuilder } from "../../support/in-builder";
import { node, workflow } from "../../support/graphs";
import { nodeRun, testRun } from "../../support/test-runs";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));
afterEach(() => vi.unstubAllGlobals());

const DRAWN = workflow([node("start", "trigger"), node("mail", "action", { name: "Mail" })], "start>mail");
const TIMES = { started_at: "2026-01-31T09:00:00Z", ended_at: "2026-01-31T09:00:00Z" };
const MAIL = flatten(DRAWN.graph).nodes[1];

function shown(source: NodeRun["source"]) {
  if (!MAIL) throw new Error("is drawn");
  answering({});
  const run = nodeRun("mail", { output: { message_id: "message_id" }, source: source ?? null });
  renderInBuilder(<NodeOutput node={MAIL} runs={[run]} of={null} />, DRAWN);
}

describe("what a step gave in a test", () => {
  it.each([
    ["sample", "Sample: not really done"],
    ["pin", "Pinned: not really done"],
    ["recorded", "Recorded: not done again"],
  ] as const)("says that something stood in: %s", (source, title) => {
    shown(source);
    expect(screen.getByText(title)).toBeDefined();
    expect(screen.queryByText("Succeeded")).toBeNull();
  });

  it("says that a call was real", () => {
    shown("live");
    expect(screen.getByText("Really called")).toBeDefined();
    expect(screen.getByText("Succeeded")).toBeDefined();
  });

  it("says nothing more of what was worked out", () => {
    shown(null);
    expect(screen.getByText("Succeeded")).toBeDefined();
    expect(screen.queryByText(/not really done|Really called/)).toBeNull();
  });

  it("is told on the canvas too, to those who do not see it as well", () => {
    answering({});
    const labels: (string | undefined)[] = [];
    const draw = createFlowNodes();
    function Canvas() {
      const { nodes } = useTestMarks();
      const drawn = draw({
        ...{ geometry: new Geometry(flatten(DRAWN.graph), new Set()), definitions: new Map(), tests: nodes },
        ...{ problems: new Map(), selected: new Set(), dragged: new Map(), receiver: null },
      });
      labels.splice(0, labels.length, ...drawn.map(({ ariaLabel }) => ariaLabel));
      const { how, summary } = nodes.get("mail") ?? {};
      return <span>{[how, summary].join("")}</span>;
    }
    const { tests } = renderInBuilder(<Canvas />, DRAWN);
    expect(screen.queryByText("sample")).toBeNull();
    act(() =>
      tests
        .getState()
        .finished(testRun(DRAWN, [nodeRun("start"), nodeRun("mail", { source: "sample", ...TIMES })])),
    );
    expect(screen.getByText("sample")).toBeDefined();
    expect(labels[1]).toContain("Sample: not really done");
    expect(labels[0]).not.toContain("Sample");
  });
});
