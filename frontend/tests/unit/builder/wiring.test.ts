import { describe, expect, it } from "vitest";
import { align, distribute } from "@/features/builder/state/align";
import { arrange } from "@/features/builder/state/arrange";
import { setDisabled } from "@/features/builder/state/commands";
import {
  canLieBetween,
  canReconnect,
  canSplice,
  insertOnEdge,
  removeAndReconnect,
  reroute,
  spliceNode,
} from "@/features/builder/state/wiring";
import { type Draft, flatten } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

const at = (x: number, y = 0) => ({ position: { x, y } });
const chain = workflow(
  [
    node("start", "trigger"),
    node("check", "condition", at(304)),
    node("yes", "action", at(608, -60)),
    node("no", "action", at(608, 60)),
    node("loose", "action", at(304, 400)),
  ],
  ...["start>check", "check.true>yes", "check.false>no"],
);

const edgesOf = ({ graph }: Draft) =>
  graph.edges.map(({ source, source_handle, target }) =>
    source_handle === "out" ? `${source}>${target}` : `${source}.${source_handle}>${target}`,
  );
const xOf = ({ graph }: Draft, id: string) => graph.nodes.find((each) => each.id === id)?.position.x;

describe("putting a step in between", () => {
  it("keeps the handle and the place of the edge, and moves what follows out of the way", () => {
    const { id, command } = insertOnEdge("check.true>yes", { type: "condition", name: "Sure" });
    const next = command(chain);
    expect(edgesOf(next)).toEqual(["start>check", `check.true>${id}`, `${id}.true>yes`, "check.false>no"]);
    expect(xOf(next, id)).toBe(304 + 216 + 56);
    expect(xOf(next, "yes")).toBe(576 + 216 + 56);
    expect(xOf(next, "no")).toBe(608);
  });

  it("takes a step without edges, and no other", () => {
    expect(edgesOf(spliceNode("start>check", "loose")(chain))).toEqual([
      ...["start>loose", "loose>check", "check.true>yes", "check.false>no"],
    ]);
    expect(canSplice(chain.graph, "yes")).toBe(false);
    expect(spliceNode("start>check", "yes")(chain)).toBe(chain);
    expect(canLieBetween(node("end", "stop"))).toBe(false);
    expect(canLieBetween(node("again", "trigger"))).toBe(false);
  });

  it("brings the step into the loop of the edge", () => {
    const body = workflow([node("one"), node("two", "action", at(304))], "one>two").graph;
    const { graph, ...rest } = workflow([
      node("rows", "loop", { config: { body } }),
      node("loose", "action", at(0, 900)),
    ]);
    const draft: Draft = { ...rest, graph: flatten(graph) };
    const next = spliceNode("one>two", "loose")(draft);
    expect(next.graph.nodes.find(({ id }) => id === "loose")?.parent).toBe("rows");
    expect(edgesOf(next)).toEqual(["one>loose", "loose>two"]);
  });
});

describe("taking a step out", () => {
  it("connects what was before with what came after, along a whole chain", () => {
    const line = workflow(
      [node("a", "trigger"), node("b"), node("c"), node("d"), node("failed")],
      ...["a>b", "b>c", "b.error>failed", "c>d"],
    );
    expect(edgesOf(removeAndReconnect(new Set(["b", "c"]), new Set())(line))).toEqual(["a>d"]);
    expect(canReconnect(line.graph, new Set(["b"]))).toBe(true);
    expect(canReconnect(line.graph, new Set(["d"]))).toBe(false);
  });

  it("leaves ends where it is not clear what follows", () => {
    expect(edgesOf(removeAndReconnect(new Set(["check"]), new Set())(chain))).toEqual([]);
  });
});

describe("leading an edge elsewhere", () => {
  it("keeps its id and its place among the edges", () => {
    const next = reroute("check.true>yes", "check", "true", "loose")(chain);
    expect(edgesOf(next)).toEqual(["start>check", "check.true>loose", "check.false>no"]);
    expect(next.graph.edges[1]?.id).toBe("check.true>yes");
  });

  it("is refused where an edge is already, or cannot be", () => {
    expect(reroute("check.true>yes", "check", "false", "no")(chain)).toBe(chain);
    expect(reroute("check.true>yes", "check", "true", "start")(chain)).toBe(chain);
    expect(reroute("start>check", "yes", "out", "check")(chain)).toBe(chain);
    expect(reroute("start>check", "start", "out", "check")(chain)).toBe(chain);
  });
});

describe("lining up", () => {
  const scattered = workflow([
    node("a", "action", at(0, 0)),
    node("b", "action", at(300, 50)),
    node("c", "action", at(1000, 200)),
  ]);
  const all = new Set(["a", "b", "c"]);
  const places = ({ graph }: Draft) => graph.nodes.map(({ position: { x, y } }) => [x, y]);

  it("moves the selection to a common edge or middle", () => {
    expect(places(align(all, "right")(scattered)).map(([x]) => x)).toEqual([1000, 1000, 1000]);
    expect(places(align(all, "middle")(scattered)).map(([, y]) => y)).toEqual([100, 100, 100]);
    expect(places(align(new Set(["a", "b"]), "top")(scattered))).toEqual([
      [0, 0],
      [300, 0],
      [1000, 200],
    ]);
    expect(align(new Set(["a"]), "left")(scattered)).toBe(scattered);
  });

  it("makes gaps alike between the first and the last", () => {
    expect(places(distribute(all, "horizontal")(scattered)).map(([x]) => x)).toEqual([0, 500, 1000]);
    expect(places(distribute(all, "vertical")(scattered)).map(([, y]) => y)).toEqual([0, 100, 200]);
    expect(distribute(new Set(["a", "b"]), "horizontal")(scattered)).toBe(scattered);
  });
});

describe("switching off", () => {
  it("is written to steps and not to triggers, and leaves no trace when it is taken back", () => {
    const off = setDisabled(new Set(["start", "yes"]), true)(chain);
    expect(off.graph.nodes.map(({ settings }) => settings)).toEqual([{}, {}, { disabled: true }, {}, {}]);
    const on = setDisabled(new Set(["yes"]), false)(off);
    expect(on.graph.nodes).toEqual(chain.graph.nodes);
  });
});

describe("arranging", () => {
  it("moves the given nodes only", () => {
    const next = arrange(new Set(["check", "yes"]))(chain);
    expect(
      next.graph.nodes.filter((each, index) => each.position.x !== chain.graph.nodes[index]?.position.x),
    ).toEqual([]);
    expect(xOf(next, "loose")).toBe(304);
    expect(next.graph.nodes.find(({ id }) => id === "no")?.position.y).toBe(60);
  });
});
