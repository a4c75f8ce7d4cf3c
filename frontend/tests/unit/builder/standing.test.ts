import { expect, it } from "vitest";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { configure, updateDocument, withGraph } from "@/features/builder/state/commands";
import type { Problem } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

type Config = Record<string, unknown>;

function problem(field: string | null, more: Partial<Problem> = {}): Problem {
  return { severity: "error", code: "invalid_config", message: "is wrong", node_id: "call", field, ...more };
}

/** What stands of a problem after the step's configuration has become another one. */
function afterEdit(found: Problem, before: Config, after: Config): boolean {
  const store = createBuilderStore(toDraft(workflow([node("call", "action", { config: before })])));
  store.getState().setProblems([found]);
  store.getState().edit(configure("call", after));
  return store.getState().problems.includes(found);
}

const missing = (field: string) => problem(field, { code: "missing_config" });

it.each<[string, Problem, Config, Config]>([
  ["what was missing and is there", missing("config.url"), {}, { url: "h" }],
  ["what was missing deeper", missing("config.auth.token"), { auth: {} }, { auth: { token: "x" } }],
  ["what was said of another value", problem("config.wait"), { wait: 0 }, { wait: 5 }],
  ["what was said of an item of a list", problem("config.to.1"), { to: ["a", "b"] }, { to: ["a", "b@c.de"] }],
  ["a place in a text that is gone", problem("config.url", { position: 3 }), { url: "{% $a. %}" }, {}],
])("%s is not said any more", (_, found, before, after) => {
  expect(afterEdit(found, before, after)).toBe(false);
});

it.each<[string, Problem, Config, Config]>([
  ["another field", problem("config.url"), { url: "h" }, { url: "h", method: "GET" }],
  ["the whole step", problem(null), {}, { url: "h" }],
  ["what is empty still", missing("config.url"), {}, { url: "{%  %}" }],
  [
    "a place in an expression that goes on",
    problem("config.url", { position: 3 }),
    { url: "{% $a. %}" },
    { url: "{% $a.b. %}" },
  ],
])("what is about %s stays until the next check", (_, found, before, after) => {
  expect(afterEdit(found, before, after)).toBe(true);
});

it("an undo brings the problem back with the value, and the next check counts from then on", () => {
  const store = createBuilderStore(toDraft(workflow([node("call")])));
  const found = missing("config.url");
  store.getState().setProblems([found]);
  store.getState().edit(configure("call", { url: "h" }));
  expect(store.getState().problems).toEqual([]);
  store.temporal.getState().undo();
  expect(store.getState().problems).toEqual([found]);
  store.temporal.getState().redo();
  store.getState().setProblems([]);
  store.temporal.getState().undo();
  expect(store.getState().problems).toEqual([]);
});

it("a step that is gone and a setting that has changed have no problems any more", () => {
  const store = createBuilderStore(toDraft(workflow([node("call")])));
  const setting = problem("settings.timeout_seconds", { node_id: null });
  const whole = problem(null, { node_id: null, code: "no_trigger" });
  store.getState().setProblems([problem(null), setting, whole]);
  store.getState().edit((draft) => withGraph(draft, { nodes: [] }));
  expect(store.getState().problems).toEqual([setting, whole]);
  store
    .getState()
    .edit((draft) => updateDocument({ settings: { ...draft.settings, timeout_seconds: 9 } })(draft));
  expect(store.getState().problems).toEqual([whole]);
});
