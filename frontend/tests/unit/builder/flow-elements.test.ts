import { describe, expect, it } from "vitest";
import { createFlowEdges, createFlowNodes, type FlowInput } from "@/features/builder/canvas/flow-elements";
import { moveNodes, updateNode } from "@/features/builder/state/commands";
import { Geometry } from "@/lib/graph/geometry";
import { node, workflow } from "../../support/graphs";

const document = workflow(
  [node("start", "trigger"), node("check", "condition"), node("yes"), node("no")],
  ...["start>check", "check.true>yes", "check.false>no"],
);
const NONE = new Set<string>();

function input(change: Partial<FlowInput> = {}): FlowInput {
  return {
    ...{ geometry: new Geometry(document.graph), definitions: new Map(), problems: new Map() },
    ...{ selected: NONE, dragged: new Map(), receiver: null, tests: new Map() },
    ...change,
  };
}

describe("the canvas's nodes", () => {
  it("are the same list when nothing that is drawn changed", () => {
    const toFlowNodes = createFlowNodes();
    const before = toFlowNodes(
      input({ problems: new Map([["yes", { errors: 1, warnings: 0, untouched: false }]]) }),
    );

    const after = toFlowNodes(
      input({ problems: new Map([["yes", { errors: 1, warnings: 0, untouched: false }]]) }),
    );

    expect(after).toBe(before);
  });

  it("are made anew for what was edited or selected, and for nothing else", () => {
    const toFlowNodes = createFlowNodes();
    const before = toFlowNodes(input());
    const edited = updateNode("yes", (old) => ({ ...old, name: "Agreed" }))(document);

    const after = toFlowNodes(input({ geometry: new Geometry(edited.graph), selected: new Set(["no"]) }));

    expect(after.filter((flow, index) => flow !== before[index]).map(({ id }) => id)).toEqual(["yes", "no"]);
  });

  it("that are not dragged stay while one is, and it is back at its place when the drag is given up", () => {
    const toFlowNodes = createFlowNodes();
    const rest = input();
    const before = toFlowNodes(rest);

    const during = toFlowNodes({ ...rest, dragged: new Map([["yes", { x: 7, y: 9 }]]) });
    const after = toFlowNodes(rest);

    expect(during.filter((flow, index) => flow !== before[index])).toMatchObject([
      { id: "yes", position: { x: 7, y: 9 }, dragging: true },
    ]);
    expect(after).toBe(before);
  });
});

describe("the canvas's edges", () => {
  it("stay when nodes move, and change where they are selected or taken", () => {
    const toFlowEdges = createFlowEdges();
    const before = toFlowEdges(new Geometry(document.graph), NONE, NONE);
    const moved = moveNodes(new Map([["yes", { x: 400, y: 80 }]]))(document);

    expect(toFlowEdges(new Geometry(moved.graph), NONE, NONE)).toBe(before);
    const picked = toFlowEdges(
      new Geometry(moved.graph),
      new Set(["start>check"]),
      new Set(["check.true>yes"]),
    );

    expect(picked.filter((edge, index) => edge !== before[index])).toMatchObject([
      { id: "start>check", selected: true },
      { id: "check.true>yes", className: "live-edge" },
    ]);
  });
});
