import { describe, expect, it } from "vitest";
import { addNode, connect, connectionFault, configure, moveNodes } from "@/features/builder/state/commands";
import {
  commonLoop,
  fragmentOf,
  moveInto,
  pasteFragment,
  removeItems,
} from "@/features/builder/state/membership";
import { flatten, nest, type Draft } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { edge, node, workflow } from "../../support/graphs";

const order = workflow(
  [node("order", "trigger"), node("check", "condition"), node("call")],
  "order>check",
  "check.true>call",
);

describe("connect", () => {
  it("adds an edge once", () => {
    const once = connect("check", "false", "call")(order);
    expect(once.graph.edges).toHaveLength(3);
    expect(connect("check", "false", "call")(once)).toBe(once);
  });

  it("refuses what would close a circle, and an edge into a trigger", () => {
    expect(connectionFault(order.graph, "call", "check")).toBe("cycle");
    expect(connectionFault(order.graph, "call", "order")).toBe("trigger");
    expect(connect("call", "out", "check")(order)).toBe(order);
  });

  it("makes a failure take the error branch that was drawn for it", () => {
    const drawn = workflow([node("call"), node("mail")]);
    const wired = connect("call", "error", "mail")(drawn);
    expect(wired.graph.nodes[0]?.settings.on_error).toBe("branch");
  });
});

describe("addNode", () => {
  it("puts the node after the selected one and wires its first free handle", () => {
    const check = order.graph.nodes[1];
    if (!check) throw new Error("no condition");
    const { id, command } = addNode(
      { type: "action", definition: "send_email@1", name: "Send" },
      { after: check },
    );
    const { nodes, edges } = command(order).graph;
    expect(nodes.find((added) => added.id === id)?.key).toBe("send");
    expect(edges.at(-1)).toMatchObject({ source: "check", source_handle: "false", target: id });
  });

  it("does not cover a node that stands there", () => {
    const first = workflow([node("a"), node("b", "action", { position: { x: 304, y: 0 } })]);
    const { id, command } = addNode({ type: "set", name: "Set" }, { after: node("a") });
    const added = command(first).graph.nodes.find((each) => each.id === id);
    expect(added?.position).toEqual({ x: 304, y: 88 });
  });
});

describe("removeItems", () => {
  it("takes the edges of a removed node along", () => {
    const left = removeItems(new Set(["check"]), new Set())(order);
    expect(left.graph.nodes.map(({ id }) => id)).toEqual(["order", "call"]);
    expect(left.graph.edges).toEqual([]);
  });
});

describe("pasteFragment", () => {
  it("copies nodes and the edges among them under new ids and free keys", () => {
    const fragment = fragmentOf(order.graph, new Set(["check", "call"]));
    expect(fragment.edges).toEqual([edge("check.true>call")]);
    const { ids, command } = pasteFragment(fragment, { at: null });
    const { nodes, edges } = command(order).graph;
    expect(nodes.map(({ key }) => key)).toEqual(["order", "check", "call", "check_2", "call_2"]);
    expect(edges.at(-1)).toMatchObject({ source: ids[0], target: ids[1], source_handle: "true" });
  });

  it("keeps references inside the copy to the copy", () => {
    const source = workflow(
      [node("a"), node("b", "action", { config: { url: "{% $a.body.url %}" } })],
      "a>b",
    );
    const { command } = pasteFragment(source.graph, { at: null });
    expect(command(source).graph.nodes[3]?.config.url).toBe("{% $a_2.body.url %}");
  });
});

describe("pasteFragment into a workflow that has one of the keys", () => {
  it("keeps each reference to the node it meant", () => {
    const copied = workflow([
      node("mail"),
      node("mail_2"),
      node("both", "set", { config: { values: { one: "{% $mail.x %}", two: "{% $mail_2.x %}" } } }),
    ]);
    const { command } = pasteFragment(copied.graph, { at: null });
    const { nodes } = command(workflow([node("mail")])).graph;
    const [, one, two, both] = nodes;
    expect(new Set(nodes.map(({ key }) => key)).size).toBe(4);
    expect(both?.config.values).toEqual({ one: `{% $${one?.key}.x %}`, two: `{% $${two?.key}.x %}` });
  });
});

describe("moveNodes", () => {
  it("is no edit when nothing moved", () => {
    expect(moveNodes(new Map([["call", { x: 0, y: 0 }]]))(order)).toBe(order);
  });
});

/** trigger > rows [ send > inner [ note ] ] > done, the loop at 400, its body from 1000. */
function looped(): Draft {
  const at = (x: number, y: number) => ({ position: { x, y } });
  const inner = node("inner", "loop", {
    ...at(1400, 100),
    config: { items: "{% $send %}", body: { nodes: [node("note", "action", at(0, 0))], edges: [] } },
  });
  const rows = node("rows", "loop", {
    ...at(400, 0),
    config: {
      items: "{% $start.rows %}",
      body: { nodes: [node("send", "action", at(1000, 100)), inner], edges: [edge("send>inner")] },
    },
  });
  const document = workflow(
    [node("start", "trigger"), rows, node("done", "action", at(1600, 0))],
    ...["start>rows", "rows>done"],
  );
  return { ...document, graph: flatten(document.graph) };
}

function places({ graph }: Draft): Record<string, unknown> {
  const geometry = new Geometry(graph);
  return Object.fromEntries(graph.nodes.map((each) => [each.id, geometry.absolute(each)]));
}

describe("loops", () => {
  it("are removed with everything inside", () => {
    const left = removeItems(new Set(["rows"]), new Set())(looped());
    expect(left.graph.nodes.map(({ id }) => id)).toEqual(["start", "done"]);
    expect(left.graph.edges).toEqual([]);
  });

  it("take no connection across their border", () => {
    const { graph } = looped();
    expect(connectionFault(graph, "start", "send")).toBe("border");
    expect(connectionFault(graph, "send", "done")).toBe("border");
    expect(connectionFault(graph, "send", "inner")).toBeNull();
  });

  it("keep every node where it is drawn when one moves out, and lose what crosses the border", () => {
    const before = looped();
    const after = moveInto(new Set(["send"]), undefined)(before);
    expect(after.graph.nodes.find(({ id }) => id === "send")?.parent).toBeUndefined();
    expect(after.graph.edges.map(({ id }) => id)).toEqual(["start>rows", "rows>done"]);
    const { rows: _, ...others } = places(before);
    expect(places(after)).toMatchObject(others);
  });

  it("keep the other nodes where they are drawn when the leftmost one is dragged", () => {
    const before = looped();
    const after = moveNodes(new Map([["send", { x: 840, y: 60 }]]))(before);
    const { start, done, inner, note } = places(before);
    expect(places(after)).toMatchObject({ start, done, inner, note });
  });

  it("take nodes in, but no trigger, and not themselves", () => {
    const draft = looped();
    const taken = moveInto(new Set(["done", "start"]), "inner")(draft).graph;
    expect(taken.nodes.find(({ id }) => id === "done")?.parent).toBe("inner");
    expect(taken.nodes.find(({ id }) => id === "start")?.parent).toBeUndefined();
    expect(moveInto(new Set(["rows"]), "inner")(draft)).toBe(draft);
  });

  it("are copied with their bodies, under new keys that the copy reads", () => {
    const draft = looped();
    const fragment = fragmentOf(draft.graph, new Set(["rows", "send"]));
    const { ids, command } = pasteFragment(fragment, { at: null });
    expect(ids).toHaveLength(1);
    const copy = nest(command(draft).graph).nodes.find(({ id }) => id === ids[0]);
    expect(copy?.key).toBe("rows_2");
    const body = copy?.config.body as {
      nodes: { key: string; config: Record<string, unknown> }[];
      edges: unknown[];
    };
    expect(body.nodes.map(({ key }) => key)).toEqual(["send_2", "inner_2"]);
    expect(body.edges).toHaveLength(1);
    expect(body.nodes[1]?.config.items).toBe("{% $send_2 %}");
  });

  it("take a copy of what is inside them beside it", () => {
    const { graph } = looped();
    expect(commonLoop(graph, new Set(["send", "inner"]))).toBe("rows");
    expect(commonLoop(graph, new Set(["send", "note"]))).toBeUndefined();
    const { ids, command } = pasteFragment(fragmentOf(graph, new Set(["note"])), {
      at: null,
      parent: "inner",
    });
    const copy = command(looped()).graph.nodes.find(({ id }) => id === ids[0]);
    expect(copy).toMatchObject({ key: "note_2", parent: "inner" });
  });

  it("get a node after one of their body into the same body", () => {
    const draft = looped();
    const send = draft.graph.nodes.find(({ id }) => id === "send");
    if (!send) throw new Error("no node");
    const { id, command } = addNode({ type: "set", name: "Keep" }, { after: send });
    const { nodes, edges } = command(draft).graph;
    expect(nodes.find((added) => added.id === id)?.parent).toBe("rows");
    expect(edges.at(-1)).toMatchObject({ source: "send", target: id });
  });
});

describe("configure", () => {
  it("takes the edges of a case along that is removed", () => {
    const cases = [
      { id: "a", equals: 1 },
      { id: "b", equals: 2 },
    ];
    const draft = workflow(
      [node("pick", "switch", { config: { value: 1, cases } }), node("x"), node("y")],
      ...["pick.a>x", "pick.b>y", "pick.default>y"],
    );
    const left = configure("pick", { value: 1, cases: cases.slice(1) })(draft);
    expect(left.graph.edges.map(({ id }) => id)).toEqual(["pick.b>y", "pick.default>y"]);
  });
});
