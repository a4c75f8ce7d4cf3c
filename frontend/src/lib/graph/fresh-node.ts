import type { Definition, GraphNode } from "@/lib/api/types";
import { freeKey } from "./keys";
import type { Point } from "./geometry";

/** What places a node: its type, its definition when it is a trigger or an action, and a name to begin with. */
export interface NodeSeed {
  type: string;
  definition?: string;
  name: string;
  config?: Record<string, unknown>;
}

/** What a node starts with, so that its form has something to show; by name, for triggers by definition. */
const FIRST_CONFIG: Record<string, Record<string, unknown>> = {
  condition: { match: "all", rules: [{ left: "{%  %}", operator: "equals", right: "" }] },
  delay: { seconds: 60 },
  set: { values: {} },
  switch: { value: "{%  %}", cases: [{ id: "case_1", equals: "" }] },
  split: {
    variants: [
      { id: "a", name: "A", weight: 50 },
      { id: "b", name: "B", weight: 50 },
    ],
  },
  loop: { items: "{%  %}", mode: "concurrent", on_item_error: "fail" },
  merge: { mode: "all" },
  stop: { outcome: "success" },
  wait_for_events: { event: "", key: "{%  %}" },
  approval: { title: "" },
  run_workflow: { payload: {}, wait: true },
  "schedule@1": {
    expression: "cron(0 9 * * ? *)",
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
};

export function seedOf({ kind, name, id, title }: Definition): NodeSeed {
  const config = FIRST_CONFIG[kind === "logic" ? name : id] ?? {};
  return kind === "logic"
    ? { type: name, name: title, config }
    : { type: kind, definition: id, name: title, config };
}

/** A short id, unique enough within one graph. */
export function freshId(prefix: "n" | "e" | "a"): string {
  return `${prefix}_${crypto.randomUUID().slice(0, 8)}`;
}

export function freshNode(seed: NodeSeed, position: Point, keys: ReadonlySet<string>): GraphNode {
  return {
    id: freshId("n"),
    key: freeKey(seed.name, keys),
    type: seed.type,
    ...(seed.definition ? { definition: seed.definition } : {}),
    name: seed.name,
    position,
    config: structuredClone(seed.config ?? {}),
    settings: {},
  };
}
