import type { Way } from "@/lib/graph/handles";

/** How a case of a switch is told: each kind by the field that it has. */
export type CaseKind = "equals" | "in" | "range" | "expression";

export function kindOf(way: Way): CaseKind {
  if ("expression" in way) return "expression";
  if ("in" in way) return "in";
  return "from" in way || "to" in way ? "range" : "equals";
}

/** The case told in another way; what it compares with begins anew. */
export function asKind({ id, name }: Way, kind: CaseKind): Way {
  const base = name === undefined ? { id } : { id, name };
  switch (kind) {
    case "equals":
      return { ...base, equals: "" };
    case "in":
      return { ...base, in: [] };
    case "range":
      return { ...base, from: 0 };
    case "expression":
      return { ...base, expression: "{%  %}" };
  }
}

/** An id that no other way has: edges keep to it while names and conditions change. */
export function freeWayId(prefix: string, ways: readonly Way[]): string {
  const taken = new Set(ways.map(({ id }) => id));
  for (let number = ways.length + 1; ; number += 1) {
    const id = `${prefix}_${number}`;
    if (!taken.has(id)) return id;
  }
}
