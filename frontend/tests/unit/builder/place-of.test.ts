import { expect, it } from "vitest";
import { type Owner, placeOf, worded } from "@/features/builder/panels/place-of";
import type { Definition, Problem } from "@/lib/api/types";

const auth = {
  title: "Authentication",
  discriminator: { propertyName: "type" },
  oneOf: [{ properties: { type: { const: "bearer" }, token: { title: "Token" } } }],
};
const CALL = {
  type: "action",
  definition: { config_schema: { properties: { url: { title: "Address" }, auth, to: { title: "To" } } } },
} as unknown as { type: string; definition: Definition };
const logic = (type: string): Owner => ({ type, definition: undefined });

it.each<[string, string, Owner?]>([
  ["config.url", "Address"],
  ["config.auth.token", "Authentication › Token"],
  ["config.unknown", "config.unknown"],
  ["settings.retry.on.2", "Retries › Retry after these errors"],
  ["settings.retry.interval_seconds", "Retries › First wait (seconds)"],
  ["settings.on_error", "When it fails after its retries"],
  ["settings.unknown", "settings.unknown"],
  ["key", "key"],
  ["config.timeout_seconds", "Wait at most", logic("approval")],
  ["config.cases.1.in", "Case 2 › the value is one of", logic("switch")],
  ["config.rules.0.rules.2.left", "Rules › Rules › Value", logic("condition")],
  ["settings.timeout_seconds", "Time limit", "workflow"],
  ["graph.nodes", "graph.nodes", "workflow"],
])("names the field %s as its form does", (field, place, owner = CALL) => {
  expect(placeOf(field, owner)).toBe(place);
});

it("has no place for what is about the whole node", () => {
  expect(placeOf(null, CALL)).toBeNull();
});

it.each<[string, string | null, string, string, Owner?]>([
  [
    "its title",
    "config.timeout_seconds",
    "`timeout_seconds` must be at least 1",
    "“Wait at most” must be at least 1",
    logic("approval"),
  ],
  ["the title of a list", "config.to.0", "item 1 of `to` is none", "Item 1 of “To” is none"],
  ["the title of a part", "config.auth.token", "`token` must be text", "“Token” must be text"],
  [
    "the title for its path",
    "settings.timeout_seconds",
    "`settings.timeout_seconds` must be greater",
    "“Time limit” must be greater",
  ],
  ["its name, without a title", "config.url.x", "`x` must be text", "`x` must be text"],
  ["nothing, about the whole", null, "`url` is odd", "`url` is odd"],
  ["other names as they are", "config.url", "there is no `$url`", "There is no `$url`"],
])("a problem names its field by %s", (_, field, message, told, owner = CALL) => {
  const problem: Problem = { severity: "error", code: "invalid_config", message, node_id: "n", field };
  expect(worded(problem, owner, []).message).toBe(told);
});

it("a problem names steps as the drawing does", () => {
  const nodes = [
    { key: "both", name: "Join the two" },
    { key: "bare", name: "" },
  ];
  const told = (code: string, message: string) =>
    worded({ severity: "error", code, message, node_id: "n" }, CALL, nodes).message;

  expect(told("missing_config", "`url` is required")).toBe("This must be filled in.");
  expect(told("nothing_to_merge", "`both` merges fewer than two")).toBe(
    "“Join the two” merges fewer than two",
  );
  expect(told("unreachable", "no trigger leads to `bare`")).toBe("No trigger leads to `bare`");
  expect(told("duplicate_key", "the key `both` is taken")).toBe("The key `both` is taken");
});
