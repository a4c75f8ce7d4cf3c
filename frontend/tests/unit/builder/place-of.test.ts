import { expect, it } from "vitest";
import { placeOf } from "@/features/builder/panels/place-of";
import type { Definition } from "@/lib/api/types";

const CALL = { config_schema: { properties: { url: { title: "Address" } } } } as unknown as Definition;

it.each([
  ["config.url", "Address"],
  ["config.unknown", "config.unknown"],
  ["settings.retry.on.2", "Retries › Retry after these errors"],
  ["settings.retry.interval_seconds", "Retries › First wait (seconds)"],
  ["settings.on_error", "When it fails after its retries"],
  ["settings.unknown", "settings.unknown"],
  ["key", "key"],
])("names the field %s as its form does", (field, place) => {
  expect(placeOf(field, CALL)).toBe(place);
});

it("has no place for what is about the whole node", () => {
  expect(placeOf(null, CALL)).toBeNull();
});
