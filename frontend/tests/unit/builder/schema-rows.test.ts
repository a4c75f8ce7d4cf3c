import { describe, expect, it } from "vitest";
import { inferSchema, withFieldsOf } from "@/features/builder/form/infer-schema";
import { besides, beyondRows, kindOf, rowsOf, withKind, withRows } from "@/features/builder/form/schema-rows";

const ORDER = {
  $id: "https://shop.example/order",
  type: "object",
  required: ["id"],
  properties: {
    total: { type: "number", minimum: 0 },
    id: { type: "string", pattern: "^A-", title: "Number" },
  },
  order: ["id", "total"],
  additionalProperties: false,
};

describe("rows of a schema", () => {
  it("are its fields in their author's order", () => {
    expect(rowsOf(ORDER).map(({ name, required }) => [name, required])).toEqual([
      ["id", true],
      ["total", false],
    ]);
  });

  it("keep what they do not show", () => {
    const [id, total] = rowsOf(ORDER);
    if (!id || !total) throw new Error("rows");
    expect(withRows(ORDER, rowsOf(ORDER))).toEqual(ORDER);
    expect(withRows(ORDER, [total, { ...id, name: "number" }])).toEqual({
      ...ORDER,
      required: ["number"],
      properties: { total: total.schema, number: id.schema },
      order: ["total", "number"],
    });
    expect(besides(id.schema)).toEqual(["pattern ^A-"]);
    expect(besides({ type: ["string", "null"], enum: ["a"] })).toEqual(["or null", 'enum ["a"]']);
  });

  it("leave out what has no name, and of two with one name the second", () => {
    const row = (name: string, type: string) => ({ name, schema: { type }, required: false });
    const made = withRows({}, [row("a", "string"), row("", "string"), row("a", "number")]);
    expect(made).toEqual({ type: "object", properties: { a: { type: "string" } } });
  });

  it("change a field's type without what only the old one has a use for", () => {
    const text = { type: "string", format: "email", description: "Whom.", examples: ["ada@example.com"] };
    expect(withKind(text, "number")).toEqual({ type: "number", description: "Whom." });
    expect(withKind({ type: "number", minimum: 1, examples: [2] }, "integer")).toEqual({
      ...{ type: "integer", minimum: 1, examples: [2] },
    });
    expect(withKind({ type: ["string", "null"] }, "boolean")).toEqual({ type: ["boolean", "null"] });
    expect(withKind({ type: "object", properties: {} }, "any")).toEqual({});
    expect(kindOf({ properties: {} })).toBe("group");
  });

  it.each([
    [{ anyOf: [{ type: "string" }] }, "anyOf"],
    [{ type: "object", properties: { a: { $ref: "#/$defs/a" } } }, "$ref"],
    [{ type: "object", patternProperties: { "^x": {} } }, "patternProperties"],
    [{ type: "object", properties: { a: { type: "array", items: { oneOf: [] } } } }, "oneOf"],
    [{ type: "object", properties: { a: { type: ["string", "number"] } } }, "several types"],
    [{ type: "object", additionalProperties: { type: "string" } }, "additionalProperties"],
    [{ type: "object", required: ["unsaid"] }, "required"],
    [{ type: "object", properties: { a: true } }, "no object"],
    [{ type: "array", items: {} }, "not one of an object"],
    [{ minLength: 3 }, "not one of an object"],
    ["text", "no object"],
  ])("say why they cannot show %j", (schema, words) => {
    expect(beyondRows(schema)).toContain(words);
  });

  it.each([[{}], [ORDER], [{ type: "object", properties: { a: { type: ["string", "null"] } } }]])(
    "can show %j",
    (schema) => {
      expect(beyondRows(schema)).toBeNull();
    },
  );
});

describe("a schema from a payload", () => {
  it("has every field that is there, required unless it is null", () => {
    expect(inferSchema({ id: "7", total: 3, vip: true, note: null, to: { city: "Bern" } })).toEqual({
      type: "object",
      required: ["id", "total", "vip", "to"],
      properties: {
        ...{ id: { type: "string" }, total: { type: "number" }, vip: { type: "boolean" }, note: {} },
        to: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      },
      order: ["id", "total", "vip", "note", "to"],
    });
  });

  it("has of a list what all of its items have", () => {
    expect(inferSchema([{ a: 1, b: "x" }, { a: 2 }])).toEqual({
      type: "array",
      items: {
        type: "object",
        required: ["a"],
        properties: { a: { type: "number" }, b: { type: "string" } },
        order: ["a", "b"],
      },
    });
    expect(inferSchema([1, "x"])).toEqual({ type: "array", items: {} });
    expect(inferSchema([])).toEqual({ type: "array" });
  });

  it("adds what is not there yet, and changes nothing that is", () => {
    const grown = withFieldsOf(ORDER, { id: 7, coupon: "X" });
    expect(rowsOf(grown).map(({ name }) => name)).toEqual(["id", "total", "coupon"]);
    expect(grown).toMatchObject({ properties: ORDER.properties, additionalProperties: false });
    expect(withFieldsOf(ORDER, { id: "7" })).toEqual(ORDER);
    expect(withFieldsOf({}, { id: "7" })).toEqual(inferSchema({ id: "7" }));
    expect(withFieldsOf(ORDER, "text")).toEqual(ORDER);
  });
});
