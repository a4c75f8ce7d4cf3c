import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cardLine } from "@/features/builder/canvas/card-line";
import type { Definition } from "@/lib/api/types";

const catalog = JSON.parse(
  readFileSync("../layers/core/python/statewright/core/catalog.json", "utf8"),
) as Record<"actions" | "triggers", Definition[]>;
const definitions = new Map(
  [...catalog.actions, ...catalog.triggers].map((each) => [`${each.id}`.split("@")[0], each]),
);

const logic = (type: string, config: Record<string, unknown>) => cardLine({ type, config }, undefined);
const line = (name: string, config: Record<string, unknown>) =>
  cardLine({ type: "action", config }, definitions.get(name));

describe("the line of a card", () => {
  it("is the first field that a trigger or an action needs, behind its method", () => {
    expect(line("send_email", { to: ["ada@example.com", "bob@example.com"] })).toBe("ada@example.com +1");
    expect(line("send_email", { to: "{% $trigger.body.customer.email %}" })).toBe("customer.email");
    expect(line("api_call", { url: "https://api.example.com/orders?key=1" })).toBe(
      "GET api.example.com/orders",
    );
    expect(line("api_call", { method: "PUT", url: "https://me:secret@api.example.com/" })).toBe(
      "PUT api.example.com",
    );
    expect(line("api", { method: "POST", path: "orders" })).toBe("POST /orders");
    expect(line("publish_event", { topic: "orders.placed", value: {} })).toBe("orders.placed");
    expect(line("schedule", { expression: "rate(5 minutes)", timezone: "UTC" })).toBe("Every 5 minutes");
    expect(line("schedule", { expression: "rate(5", timezone: "UTC" })).toBe("rate(5");
    expect(line("function", { expression: "{% $sum(\n  $trigger.body.items.price) %}" })).toBe(
      "$sum( items.price)",
    );
  });

  it("is what logic waits for, decides by, or goes through", () => {
    expect(logic("delay", { seconds: 259_200 })).toBe("3 days");
    expect(logic("delay", { seconds: 60 })).toBe("1 minute");
    expect(logic("delay", { local_time: "09:00" })).toBe("until 09:00");
    expect(logic("delay", { seconds: "{% $score %}" })).toBe("score seconds");
    const rule = { left: "{% $vars.total %}", operator: "greater_than", right: 100 };
    expect(logic("condition", { match: "all", rules: [rule] })).toBe("total > 100");
    expect(logic("condition", { match: "any", rules: [rule, { match: "all", rules: [rule] }] })).toBe(
      "total > 100 or 1 more",
    );
    expect(logic("condition", { expression: "{% $score > 3 %}" })).toBe("$score > 3");
    const empty = { left: "{% $trigger.value.name %}", operator: "is_empty" };
    expect(logic("condition", { match: "all", rules: [empty] })).toBe("name is empty");
    expect(logic("loop", { items: "{% $trigger.body.rows %}" })).toBe("each of rows");
    expect(logic("loop", { items: [1, 2] })).toBe("2 items");
    expect(logic("switch", { value: "{% $trigger.body.severity %}" })).toBe("severity");
    expect(logic("set", { values: { total: 1, first_name: "" } })).toBe("total, first_name");
    expect(logic("stop", { outcome: "error", error: "NobodyAnswered" })).toBe("fails: NobodyAnswered");
    expect(logic("approval", { title: "{% 'Take over: ' & $trigger.body.title & '!' %}" })).toBe(
      "Take over: {{ title }}!",
    );
    expect(logic("merge", { mode: "first" })).toBe("first branch that ran");
    expect(logic("wait_for_events", { event: "payment.received", key: "1" })).toBe("payment.received");
  });

  it("is none where nothing is filled in that says it", () => {
    for (const name of definitions.keys()) expect(line(`${name}`, {})).toBeNull();
    expect(line("send_email", { to: [] })).toBeNull();
    expect(
      logic("condition", { match: "all", rules: [{ left: "{%  %}", operator: "equals", right: "" }] }),
    ).toBeNull();
    expect(logic("loop", { items: "{%  %}" })).toBeNull();
    expect(cardLine({ type: "action", config: { to: "a" } }, undefined)).toBeNull();
  });

  it("is short, and read once for each node", () => {
    const node = { type: "approval", config: { title: "a".repeat(200) } as Record<string, unknown> };
    const first = cardLine(node, undefined);
    expect(first).toHaveLength(80);
    node.config = { title: "changed in place, which nothing does" };
    expect(cardLine(node, undefined)).toBe(first);
    expect(cardLine({ ...node }, undefined)).toBe("changed in place, which nothing does");
  });
});
