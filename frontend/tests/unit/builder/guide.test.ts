import { describe, expect, it } from "vitest";
import { currentStep, type GuideFacts } from "@/features/builder/guide/guide-steps";
import { samplePayload } from "@/features/builder/panels/sample-payload";
import type { GraphNode, Problem } from "@/lib/api/types";

function node(id: string, type: string, config: Record<string, unknown> = {}): GraphNode {
  return { id, key: id, type, name: id, position: { x: 0, y: 0 }, config, settings: {} };
}

const trigger = node("called", "trigger", { path: "sign-ups" });
const mail = node("mail", "action", { to: ["{% $trigger.body.email %}"] });
const edge = { id: "e", source: "called", source_handle: "out", target: "mail" };
const missing = { node_id: "mail", severity: "error" } as Problem;

function facts(more: Partial<GuideFacts>): GuideFacts {
  const none = { graph: { nodes: [], edges: [] }, problems: [], checked: true };
  return { ...none, tested: false, published: false, ran: false, ...more };
}

describe("the guide", () => {
  it("goes on by what was done, not by what was clicked", () => {
    const wired = { nodes: [trigger, mail], edges: [edge] };
    expect(currentStep(facts({}), [])).toBe("trigger");
    expect(currentStep(facts({ graph: { nodes: [trigger], edges: [] } }), [])).toBe("action");
    expect(currentStep(facts({ graph: { nodes: [trigger, mail], edges: [] } }), [])).toBe("action");
    const bare = { nodes: [trigger, node("mail", "action")], edges: [edge] };
    expect(currentStep(facts({ graph: bare }), [])).toBe("data");
    expect(currentStep(facts({ graph: wired, problems: [missing] }), [])).toBe("complete");
    expect(currentStep(facts({ graph: wired }), [])).toBe("test");
    expect(currentStep(facts({ graph: wired, tested: true }), [])).toBe("publish");
    expect(currentStep(facts({ graph: wired, tested: true, published: true }), [])).toBe("run");
    expect(currentStep(facts({ graph: wired, tested: true, published: true, ran: true }), [])).toBeNull();
  });

  it("asks for the trigger's settings first, waits for the check, and goes back when something was taken away", () => {
    const graph = { nodes: [trigger], edges: [] };
    const problems = [{ node_id: "called", severity: "error" } as Problem];
    expect(currentStep(facts({ graph, problems }), [])).toBe("address");
    expect(currentStep(facts({ graph, checked: false }), [])).toBe("address");
    expect(currentStep(facts({ tested: true }), [])).toBe("trigger");
  });

  it("leaves out what was skipped, and does not ask someone who has published to test", () => {
    const graph = { nodes: [trigger, mail], edges: [edge] };
    expect(currentStep(facts({ graph }), ["test"])).toBe("publish");
    expect(currentStep(facts({ graph, published: true }), [])).toBe("run");
  });
});

describe("a sample payload", () => {
  it("has the fields of a free body that the steps read", () => {
    const schema = {
      properties: { method: { type: "string" }, body: {} },
      required: ["method", "body"],
    };
    const readers = [
      mail,
      node("more", "action", { subject: "{% 'Hi ' & $trigger.body.customer.name & $trigger.body.total %}" }),
    ];
    expect(samplePayload(schema, { method: "POST" }, readers)).toEqual({
      method: "POST",
      body: { email: "ada@example.com", customer: { name: "Ada" }, total: 1 },
    });
  });
});
