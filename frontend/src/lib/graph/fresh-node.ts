import type { Definition, GraphNode } from "@/lib/api/types";
import { freeKey } from "./keys";
import type { Point } from "./layout";

/** What places a node: its type, its definition when it is a trigger or an action, and a name to begin with. */
export interface NodeSeed {
  type: string;
  definition?: string;
  name: string;
  config?: Record<string, unknown>;
}

/** What a logic node starts with, so that its form has something to show. */
const FIRST_CONFIG: Record<string, Record<string, unknown>> = {
  condition: { match: "all", rules: [{ left: "{%  %}", operator: "equals", right: "" }] },
  delay: { seconds: 60 },
  set: { values: {} },
};

export function seedOf(definition: Definition): NodeSeed {
  if (definition.kind === "logic") {
    return { type: definition.name, name: definition.title, config: FIRST_CONFIG[definition.name] ?? {} };
  }
  return { type: definition.kind, definition: definition.id, name: definition.title };
}

/** A short id, unique enough within one graph. */
export function freshId(prefix: "n" | "e"): string {
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
