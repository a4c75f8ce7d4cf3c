import type { GraphNode } from "@/lib/api/types";

/** The outgoing handles of a node, in the order they are drawn (workflow language: "Handles"). */
export function handlesOf(type: string): readonly string[] {
  if (type === "condition") return ["true", "false"];
  return type === "action" ? ["out", "error"] : ["out"];
}

export function acceptsInput(node: Pick<GraphNode, "type">): boolean {
  return node.type !== "trigger";
}
