import { expect, it } from "vitest";
import { liveChanges } from "@/features/builder/publish/live-changes";
import { flatten, toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

const trigger = (config: object) =>
  node("orders", "trigger", { name: "Orders", config: { path: "orders", method: "POST", ...config } });
const live = workflow([trigger({}), node("call")], "orders>call");
const version = { settings: live.settings, tests: [], graph: live.graph };

it("tells what publishing changes of the workflow's settings", () => {
  const draft = toDraft({ ...live, settings: { ...live.settings, timezone: "Europe/Berlin" } });
  const { workflow: settings, triggers, steps } = liveChanges(version, draft, new Map());
  expect(settings.map(({ line }) => line)).toEqual(["Settings › Timezone: UTC → Europe/Berlin"]);
  expect([triggers, steps]).toEqual([[], []]);
});

it("tells which fields of a trigger change, also those that do not say what it listens to", () => {
  const graph = flatten({ ...live.graph, nodes: [trigger({ secret_header: "x-key" }), node("call")] });
  const { triggers, steps } = liveChanges(version, { ...toDraft(live), graph }, new Map());
  expect(triggers.map(({ line }) => line)).toEqual([
    "Orders changes: POST /hooks/orders (Configuration › secret_header)",
  ]);
  expect(steps).toEqual([]);
});
