import { describe, expect, it } from "vitest";
import { seenIn } from "@/features/builder/form/seen";
import { variablesFor } from "@/features/builder/form/variables";
import type { NodeRun } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

function ran(key: string, output: unknown): NodeRun {
  return {
    ...{ key, output, iteration: "", attempt: 0, status: "succeeded", handle: "out", source: null },
    ...{ started_at: null, ended_at: null, input: null, error: null },
  };
}

function loops(items: unknown) {
  const inner = node("lines", "loop", {
    config: { items: "{% $item.lines %}", body: { nodes: [node("send")], edges: [] } },
  });
  const outer = node("orders", "loop", { config: { items, body: { nodes: [inner], edges: [] } } });
  return flatten(workflow([node("called", "trigger"), outer], "called>orders").graph);
}

const ORDERS = [{ id: 7, lines: [{ name: "Lamp" }] }];

describe("the item of a loop", () => {
  it.each([
    ["a list that is written down", ORDERS],
    ["a reference into the trigger", "{% $trigger.body.orders %}"],
    ["a reference into a node", "{% $called.body.orders %}"],
  ])("is known from %s, and from it that of a loop inside", (_, items) => {
    const graph = loops(items);
    const seen = seenIn(graph, [ran("called", { body: { orders: ORDERS } })]);
    expect(seen.items).toEqual(
      new Map<string, unknown>([
        ["orders", ORDERS[0]],
        ["lines", { name: "Lamp" }],
      ]),
    );
    const references = variablesFor(graph, "send", new Map(), seen).map(({ reference }) => reference);
    expect(references).toContain("$item.name");
    expect(references).toContain("$lines.item.name");
    expect(references).toContain("$orders.item.id");
  });

  it("is not guessed where the list is computed, or is none", () => {
    expect(seenIn(loops("{% $filter($trigger.body.orders, f) %}"), []).items.size).toBe(0);
    expect(seenIn(loops("{% $trigger.body.orders %}"), [ran("called", { body: null })]).items.size).toBe(0);
  });
});
