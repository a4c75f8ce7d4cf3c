import type { GraphNode, SavedTest, TestMismatch } from "@/lib/api/types";
import { outcomesOf } from "@/lib/graph/outcomes";
import { messages } from "@/lib/messages";
import type { Command } from "../state/commands";
import type { TestRun } from "./test-store";

/** A test that asks for the way a run took: what began it, what stood in, how it ended, and by which handles. */
export function savedTestOf(name: string, { start, result, graph, pins }: TestRun): SavedTest {
  const keys = new Map(graph.nodes.map(({ id, key }) => [id, key]));
  const ran: string[] = [];
  const skipped: string[] = [];
  for (const [key, { runs }] of outcomesOf(result.nodes)) {
    const done = runs.filter(({ status }) => status !== "skipped");
    if (done.length === 0) skipped.push(key);
    else
      ran.push(...new Set(done.map(({ handle }) => (handle && handle !== "out" ? `${key}.${handle}` : key))));
  }
  return {
    ...{ name, description: "", seed: 0 },
    trigger_node: start.trigger,
    payload: start.payload,
    nodes: Object.fromEntries(
      [...pins].flatMap(([id, output]) => {
        const key = keys.get(id);
        return key === undefined ? [] : [[key, { mode: "pin" as const, output }]];
      }),
    ),
    expected: {
      status: result.status === null || result.status === "cancelled" ? "waiting" : result.status,
      ...(result.error ? { error: result.error.name } : {}),
      ...{ ran, skipped, sent: {}, outputs: {} },
    },
  };
}

/** Adds a test to the document, in place of one with the same name. */
export function saveTest(test: SavedTest): Command {
  return (draft) => {
    const others = (draft.tests ?? []).filter(({ name }) => name !== test.name);
    return { ...draft, tests: [...others, test] };
  };
}

export function removeTest(name: string): Command {
  return (draft) => ({ ...draft, tests: (draft.tests ?? []).filter((test) => test.name !== name) });
}

/** The pinned outputs of a test by the ids of the nodes that have its keys now. */
export function pinsOf(test: SavedTest, nodes: readonly { id: string; key: string }[]): Map<string, unknown> {
  const pins = new Map<string, unknown>();
  for (const { id, key } of nodes) {
    const standIn = test.nodes[key];
    if (standIn?.mode === "pin") pins.set(id, standIn.output);
  }
  return pins;
}

const EXPECTED: Readonly<Record<string, string>> = messages.test.expected;

/** What there is of a step to tell it and its ways by. */
export type Step = Pick<GraphNode, "key" | "name" | "type" | "config">;

/** What of a run was not as expected, in words: "Fetch customer › Result › status" for `outputs.call.status`. */
export function mismatchPlace(
  { field, node: key }: Pick<TestMismatch, "field" | "node">,
  nodes: readonly Pick<Step, "key" | "name">[],
): string {
  const [what = "", ...path] = field.split(".");
  const name = key === null ? null : nodes.find((node) => node.key === key)?.name || key;
  // Behind `ran` and `skipped` stands a place in a list, which says nothing.
  const inside = what === "sent" || what === "outputs" ? path.slice(1) : what === "output" ? path : [];
  return [...(name === null ? [] : [name]), EXPECTED[what] ?? what, ...inside].join(" › ");
}
