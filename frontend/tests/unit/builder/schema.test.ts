import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fieldsOf, resolveField, type Schema, titlesAlong } from "@/features/builder/form/schema";
import { samplePayload } from "@/features/builder/panels/sample-payload";

const catalog = JSON.parse(
  readFileSync(`${process.cwd()}/../layers/core/python/statewright/core/catalog.json`, "utf8"),
) as Record<"actions" | "triggers", { id: string; config_schema: Schema; output_schema: Schema }[]>;

function control(schema: Schema, root: Schema = schema) {
  return resolveField(schema, root).control;
}

describe("resolveField", () => {
  it("shows `X | None` as X that may stay empty", () => {
    const field = resolveField(
      { anyOf: [{ type: "string", maxLength: 3 } as Schema, { type: "null" }], title: "Key" },
      {},
    );
    expect(field).toMatchObject({ nullable: true, control: { kind: "text" }, schema: { title: "Key" } });
  });

  it("shows `list[X] | X` as a list of X", () => {
    const address: Schema = { type: "string", examples: ["ada@example.com"] };
    const list: Schema = { type: "array", items: address };
    for (const anyOf of [
      [list, address],
      [address, list],
    ])
      expect(resolveField({ anyOf, title: "To" }, {})).toMatchObject({
        nullable: false,
        control: { kind: "list", items: address },
        schema: { title: "To" },
      });
    expect(control({ anyOf: [list, { type: "object" }] })).toEqual({ kind: "any" });

    const mail = catalog.actions.find(({ id }) => id === "send_email@1")?.config_schema as Schema;
    for (const name of ["to", "cc", "bcc"])
      expect(control(mail.properties?.[name] as Schema, mail)).toMatchObject({ kind: "list" });
  });

  it("follows references and keeps what stands beside them", () => {
    const root = { $defs: { Mode: { enum: ["a", "b"], title: "Mode" } } };
    expect(resolveField({ $ref: "#/$defs/Mode", title: "How" }, root)).toMatchObject({
      control: {
        kind: "choice",
        options: [
          { value: "a", label: "a" },
          { value: "b", label: "b" },
        ],
      },
      schema: { title: "How" },
    });
  });

  it("tells kinds of objects apart by their discriminator", () => {
    const api = catalog.actions.find(({ id }) => id === "api_call@1")?.config_schema as Schema;
    const auth = control(api.properties?.auth as Schema, api);
    expect(auth).toMatchObject({ kind: "variant", tag: "type" });
    expect(auth.kind === "variant" && auth.variants.map(({ value }) => value)).toEqual([
      "none",
      "bearer",
      "basic",
      "header",
    ]);
  });

  it("names fields for people along a path, into kinds of objects too", () => {
    const api = catalog.actions.find(({ id }) => id === "api_call@1")?.config_schema as Schema;
    expect(titlesAlong(["url"], api, api)).toEqual(["Address"]);
    expect(titlesAlong(["auth", "token"], api, api)).toEqual(["Authentication", "Token"]);
    expect(titlesAlong(["headers", "Accept"], api, api)).toEqual(["Headers"]);
    expect(titlesAlong(["nothing"], api, api)).toEqual([]);
  });

  it("shows objects with free names as names and values", () => {
    expect(control({ type: "object", additionalProperties: { type: "string" } })).toMatchObject({
      kind: "map",
    });
    expect(control({ type: "object", patternProperties: { "^x": { type: "string" } } })).toMatchObject({
      kind: "map",
      values: { type: "string" },
    });
  });

  it("puts required fields first", () => {
    const schema = { properties: { b: {}, a: {}, c: {} }, required: ["c"] };
    expect(fieldsOf(schema).map(({ name }) => name)).toEqual(["c", "b", "a"]);
  });

  it("follows the author's order, which JSON objects lose on their way", () => {
    const schema = { properties: { a: {}, b: {}, c: {} }, required: ["c"], order: ["b", "c", "a"] };
    expect(fieldsOf(schema).map(({ name }) => name)).toEqual(["b", "c", "a"]);
  });

  it("shows choices by their labels", () => {
    expect(control({ enum: ["LATEST", "other"], labels: { LATEST: "From now on" } })).toEqual({
      kind: "choice",
      options: [
        { value: "LATEST", label: "From now on" },
        { value: "other", label: "other" },
      ],
    });
  });
});

describe("the catalog's definitions", () => {
  const definitions = [...catalog.actions, ...catalog.triggers];

  it.each(definitions.map((definition) => [definition.id, definition] as const))(
    "%s: every field has a title and a control of its own",
    (_, { config_schema: root }) => {
      const fields = fieldsOf(root).map(({ name, schema }) => ({ name, field: resolveField(schema, root) }));
      expect(fields.filter(({ field }) => field.control.kind === "any")).toEqual([]);
      expect(fields.filter(({ field }) => !field.schema.title)).toEqual([]);
    },
  );
});

describe("samplePayload", () => {
  it("starts an API trigger's payload from its output and its configuration", () => {
    const api = catalog.triggers.find(({ id }) => id === "api@1");
    expect(samplePayload(api?.output_schema ?? {}, { path: "orders", method: "PUT" })).toEqual({
      method: "PUT",
      path: "orders",
      query: {},
      headers: {},
      body: {},
    });
  });
});
