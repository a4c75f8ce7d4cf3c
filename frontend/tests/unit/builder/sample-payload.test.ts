import { describe, expect, it } from "vitest";
import { samplePayload } from "@/features/builder/panels/sample-payload";
import type { GraphNode } from "@/lib/api/types";
import { node } from "../../support/graphs";

const SCHEMA = { properties: { body: {} }, required: ["body"] };

function bodyFor(...readers: GraphNode[]): unknown {
  return (samplePayload(SCHEMA, {}, readers) as { body: unknown }).body;
}

function reads(...names: string[]): GraphNode {
  const fields = names.map((name) => [name, `{% $trigger.body.${name} %}`]);
  return node("reads", "action", { config: Object.fromEntries(fields) as Record<string, unknown> });
}

describe("a sample payload", () => {
  it("takes what a field may be from the words of its name, not from letters within them", () => {
    const texts = ["country", "account", "message", "image", "discount", "format", "filename"];
    expect(bodyFor(reads(...texts))).toEqual(Object.fromEntries(texts.map((name) => [name, "text"])));
    expect(bodyFor(reads("orderTotal", "item_count", "age", "userEmail", "created_at", "dueDate"))).toEqual({
      ...{ orderTotal: 1, item_count: 1, age: 1, userEmail: "ada@example.com" },
      ...{ created_at: "2030-01-31T09:00:00Z", dueDate: "2030-01-31T09:00:00Z" },
    });
  });

  it("has a list for what a loop goes through, with what the loop's body reads of an item", () => {
    const lines = node("lines", "loop", { config: { items: "{% $item.lines %}" } });
    const line = node("line", "action", { config: { text: "{% $item.sku & $item.price %}" } });
    const config = {
      items: "{% $trigger.body.orders[open] %}",
      body: {
        nodes: [reads("shop"), { ...lines, config: { ...lines.config, body: { nodes: [line], edges: [] } } }],
        edges: [],
      },
    };
    const mail = node("mail", "action", { config: { to: "{% $trigger.body.orders.email %}" } });
    expect(bodyFor(node("each", "loop", { config }), mail)).toEqual({
      orders: [{ lines: [{ sku: "text", price: 1 }], email: "ada@example.com" }],
      shop: "text",
    });
    const flat = [
      node("each", "loop", { config: { items: "{% $trigger.body.emails %}" } }),
      { ...node("mail", "action", { config: { to: "{% $item %}" } }), parent: "each" },
      node("rows", "loop", { config: { items: "{% [1..$trigger.body.rows] %}" } }),
    ];
    expect(bodyFor(...flat)).toEqual({ emails: ["ada@example.com"], rows: 3 });
  });

  it("has the fixed values that rules, cases and expressions compare with", () => {
    const left = (name: string) => `{% $trigger.body.${name} %}`;
    const rules = [
      { left: left("country"), operator: "equals", right: "DE" },
      { left: left("weight"), operator: "greater_than", right: 100 },
      { left: left("paid"), operator: "is_false" },
      { match: "any", rules: [{ left: left("kind"), operator: "in", right: ["a", "b"] }] },
      { left: left("total"), operator: "equals", right: "{% $trigger.body.sum %}" },
      { left: left("code"), operator: "matches", right: "^[A-Z]+$" },
      { left: left("amount"), operator: "less_than", right: "" },
    ];
    const readers = [
      node("rules", "condition", { config: { match: "all", rules } }),
      node("ways", "switch", { config: { value: left("level"), cases: [{ id: "a", from: 5, to: 9 }] } }),
      node("own", "condition", {
        config: { expression: `{% $trigger.body.plan = "pro" and $trigger.body.seats >= 10 %}` },
      }),
    ];
    expect(bodyFor(...readers)).toEqual({
      ...{ country: "DE", weight: 100, paid: false, kind: "a", total: 1, sum: "text", code: "text" },
      ...{ amount: 1, level: 5, plan: "pro", seats: 10 },
    });
  });
});
