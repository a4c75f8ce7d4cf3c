import { expect, it } from "vitest";
import { differencesOf, versionAsDraft } from "@/features/builder/compare/differences";
import type { Version } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { annotation, edge, node, workflow } from "../../support/graphs";

const trigger = (config: object) =>
  node("orders", "trigger", { name: "Orders", config: { path: "orders", method: "POST", ...config } });
const call = node("call", "action", { name: "Call" });
const live = workflow([trigger({}), call], "orders>call");
const draft = toDraft(live);
const version = { settings: live.settings, tests: [], graph: live.graph } as unknown as Version;

/** Each line as people read it: where it stands, what became of what, and how. */
function linesAgainst(later: typeof draft): string[] {
  const { entries } = differencesOf(versionAsDraft(version, later), later, new Map());
  return entries.map(({ group, tone, title, detail }) => `${group}: ${title}, ${tone}, ${detail}`);
}

it("tells of the workflow's settings what they were and are", () => {
  const settings = { ...live.settings, timezone: "Europe/Berlin" };
  expect(linesAgainst({ ...draft, settings })).toEqual([
    "document: Settings › Time zone, changed, UTC → Europe/Berlin",
  ]);
});

it("tells what a trigger waits for, and which of its fields change", () => {
  const changed = (config: object) => ({
    ...draft,
    graph: { ...draft.graph, nodes: [trigger(config), call] },
  });
  expect(linesAgainst(changed({ path: "sales" }))).toEqual([
    "triggers: Orders, changed, POST /hooks/orders → POST /hooks/sales (Configuration › path)",
  ]);
  expect(linesAgainst(changed({ secret_header: "x-key" }))).toEqual([
    "triggers: Orders, changed, POST /hooks/orders (Configuration › secret_header)",
  ]);
  expect(linesAgainst({ ...draft, graph: { ...draft.graph, nodes: [call] } })).toContain(
    "triggers: Orders, removed, POST /hooks/orders",
  );
});

it("tells which fields of a step change, and only how many when they are many", () => {
  const config = { url: "https://a.example", method: "PUT", timeout: 3, body: "{}" };
  const nodes = [trigger({}), { ...call, name: "Ask", config }];
  expect(linesAgainst({ ...draft, graph: { ...draft.graph, nodes } })).toEqual([
    "nodes: Ask, changed, Name, Configuration › url, Configuration › method and 2 more",
  ]);
});

it("calls settings what their forms do", () => {
  const settings = { retry: { max_attempts: 5 }, on_error: "continue" };
  const nodes = [trigger({}), { ...call, settings }];
  expect(linesAgainst({ ...draft, graph: { ...draft.graph, nodes } })).toEqual([
    "nodes: Call, changed, Settings › Retries, Settings › When it fails after its retries",
  ]);
  const express = { ...live.settings, durability: "express" as const };
  expect(linesAgainst({ ...draft, settings: express })).toEqual([
    "document: Settings › Kind of runs, changed, Standard → Express",
  ]);
});

it("leaves out no connection, no note and no saved test that a publish changes", () => {
  const later = {
    ...draft,
    graph: {
      nodes: [...draft.graph.nodes, node("mail")],
      edges: [edge("orders>mail")],
      annotations: [annotation("a", { text: "Ask Ada" })],
    },
    tests: [{ name: "Large order", trigger_node: "orders", payload: {} }] as unknown as NonNullable<
      typeof draft.tests
    >,
  };
  expect(linesAgainst(later)).toEqual([
    "nodes: mail, added, null",
    "edges: Orders → mail, added, null",
    "edges: Orders → Call, removed, null",
    "annotations: Note: Ask Ada, added, null",
    "tests: Large order, added, null",
  ]);
});
