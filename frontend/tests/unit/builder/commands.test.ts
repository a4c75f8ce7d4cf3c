import { describe, expect, it } from "vitest";
import {
  addNode,
  connect,
  connectionFault,
  fragmentOf,
  moveNodes,
  pasteFragment,
  removeItems,
  renameKey,
} from "@/features/builder/state/commands";
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
    const { id, command } = addNode(
      { type: "action", definition: "send_email@1", name: "Send" },
      { x: 0, y: 0 },
      check,
    );
    const { nodes, edges } = command(order).graph;
    expect(nodes.find((added) => added.id === id)?.key).toBe("send");
    expect(edges.at(-1)).toMatchObject({ source: "check", source_handle: "false", target: id });
  });

  it("does not cover a node that stands there", () => {
    const first = workflow([node("a"), node("b", "action", { position: { x: 304, y: 0 } })]);
    const { id, command } = addNode({ type: "set", name: "Set" }, { x: 0, y: 0 }, first.graph.nodes[0]);
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

describe("renameKey", () => {
  it("rewrites the expressions that read the node, and nothing else", () => {
    const before = workflow([
      node("call"),
      node("mail", "action", {
        config: {
          to: ["{% $call.body.email %}"],
          text: "costs $call",
          subject: "{% $call & $caller & $call_2 %}",
        },
      }),
    ]);
    const after = renameKey("call", "call", "crm")(before);
    expect(after.graph.nodes[0]?.key).toBe("crm");
    expect(after.graph.nodes[1]?.config).toEqual({
      to: ["{% $crm.body.email %}"],
      text: "costs $call",
      subject: "{% $crm & $caller & $call_2 %}",
    });
  });
});

describe("pasteFragment", () => {
  it("copies nodes and the edges among them under new ids and free keys", () => {
    const fragment = fragmentOf(order.graph, new Set(["check", "call"]));
    expect(fragment.edges).toEqual([edge("check.true>call")]);
    const { ids, command } = pasteFragment(fragment, null);
    const { nodes, edges } = command(order).graph;
    expect(nodes.map(({ key }) => key)).toEqual(["order", "check", "call", "check_2", "call_2"]);
    expect(edges.at(-1)).toMatchObject({ source: ids[0], target: ids[1], source_handle: "true" });
  });

  it("keeps references inside the copy to the copy", () => {
    const source = workflow(
      [node("a"), node("b", "action", { config: { url: "{% $a.body.url %}" } })],
      "a>b",
    );
    const { command } = pasteFragment(source.graph, null);
    expect(command(source).graph.nodes[3]?.config.url).toBe("{% $a_2.body.url %}");
  });
});

describe("moveNodes", () => {
  it("is no edit when nothing moved", () => {
    expect(moveNodes(new Map([["call", { x: 0, y: 0 }]]))(order)).toBe(order);
  });
});
