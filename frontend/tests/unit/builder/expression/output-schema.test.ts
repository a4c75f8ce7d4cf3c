import { describe, expect, it } from "vitest";
import { suggestionsAt } from "@/features/builder/expression/completion";
import { scopeOf } from "@/features/builder/expression/scope";
import { asFormSchema, effectiveOutput } from "@/features/builder/expression/output-schema";
import { resolveField, type Schema } from "@/features/builder/form/schema";
import { samplePayload } from "@/features/builder/panels/sample-payload";
import type { Definition } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { node, workflow } from "../../../support/graphs";

const API = {
  id: "api@1",
  kind: "trigger",
  config_schema: { properties: { path: {}, body_schema: { widget: "schema", describes: "body" } } },
  output_schema: {
    type: "object",
    properties: { path: { type: "string" }, body: { title: "Body" } },
    required: ["path", "body"],
  },
} as unknown as Definition;
const DEFINITIONS = new Map([[API.id, API]]);
const ORDER = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string", description: "What the shop calls it." },
    to: { $ref: "#/$defs/address" },
    lines: {
      type: "array",
      items: { type: "object", properties: { count: { type: "integer", minimum: 2 } } },
    },
    note: { type: ["string", "null"] },
  },
  order: ["id", "to", "lines", "note"],
  $defs: {
    address: { type: "object", properties: { email: { type: "string", format: "email" }, more: {} } },
  },
};

function trigger(schema: unknown) {
  return node("order", "trigger", { definition: "api@1", config: { path: "orders", body_schema: schema } });
}

function sampled(schema: unknown, ...reads: string[]): unknown {
  const config = Object.fromEntries(reads.map((read) => [read, `{% $trigger.body.${read} %}`]));
  return samplePayload(effectiveOutput(trigger(schema), API), {}, [node("reads", "action", { config })]).body;
}

describe("what a trigger gives", () => {
  it("is known from the schema in its configuration", () => {
    const { properties = {} } = effectiveOutput(trigger(ORDER), API);
    expect(properties.path).toEqual({ type: "string" });
    expect(properties.body).toMatchObject({ title: "Body", expected: true, required: ["id"] });
    expect(properties.body?.properties?.to?.properties?.email).toEqual({ type: "string", format: "email" });
  });

  it("is what its definition says where the schema is none", () => {
    for (const schema of [undefined, null, "text", []])
      expect(effectiveOutput(trigger(schema), API)).toEqual(API.output_schema);
    expect(effectiveOutput(undefined, undefined)).toEqual({});
  });

  it("ends, whatever is written", () => {
    const itself = {
      properties: { inner: { $ref: "#/$defs/a" } },
      $defs: { a: { items: { $ref: "#/$defs/a" } } },
    };
    expect(asFormSchema(itself).properties?.inner).toBeDefined();
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `d${at}`,
        { properties: { a: { $ref: `#/$defs/d${at + 1}` }, b: { $ref: `#/$defs/d${at + 1}` } } },
      ]),
    );
    expect(asFormSchema({ $ref: "#/$defs/d0", $defs: doubling }).properties?.a).toBeDefined();
    expect(asFormSchema({ $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } })).toEqual({});
    expect(asFormSchema({ required: "id", examples: 3, enum: "a", properties: [], items: 3 })).toEqual({});
  });

  it("reads a type that may be null as forms do", () => {
    const { schema, nullable } = resolveField(asFormSchema({ type: ["string", "null"], title: "Note" }), {});
    expect([schema.type, schema.title, nullable]).toEqual(["string", "Note", true]);
    expect(asFormSchema({ type: ["string", "number"] }).type).toBeUndefined();
  });

  it("is suggested in expressions with its type and help", () => {
    const graph = flatten(workflow([trigger(ORDER), node("call")], "order>call").graph);
    const [, call] = graph.nodes;
    if (!call) throw new Error("call");
    const scope = scopeOf(graph, call, "config.url", DEFINITIONS);
    const at = (source: string) =>
      suggestionsAt(source, source.length, scope, false)?.options.map(({ label, detail, help }) => [
        label,
        detail,
        help,
      ]);
    expect(at("$trigger.body.")).toEqual([
      ["id", "string", "What the shop calls it."],
      ["to", "object", ""],
      ["lines", "array", ""],
      ["note", "string", ""],
    ]);
    expect(at("$order.body.lines.")).toEqual([["count", "integer", ""]]);
  });
});

describe("the sample of what a trigger expects", () => {
  it("has every field, by its format and its limits", () => {
    expect(sampled(ORDER)).toEqual({
      id: "text",
      to: { email: "ada@example.com", more: "text" },
      lines: [{ count: 2 }],
      note: "text",
    });
  });

  it("has what its author wrote first, then what steps read", () => {
    const fields: Record<string, Schema> = {
      plan: { enum: ["pro", "free"] },
      id: { type: "string", examples: ["A-7"] },
      vip: { type: "boolean", default: false },
      total: { type: "number" },
    };
    expect(sampled({ properties: fields }, "total", "coupon", "id")).toEqual({
      plan: "pro",
      id: "A-7",
      vip: false,
      total: 1,
      coupon: "text",
    });
    expect(sampled({ properties: fields, additionalProperties: false }, "coupon")).not.toHaveProperty(
      "coupon",
    );
  });
});
