import type { Definition, GraphNode } from "@/lib/api/types";

export type Family = Definition["kind"];

export function familyOf(node: Pick<GraphNode, "type">): Family {
  return node.type === "trigger" || node.type === "action" ? node.type : "logic";
}

/** How definitions are found from a node: triggers and actions by `name@version`, logic nodes by their type. */
export function definitionOf(
  node: Pick<GraphNode, "type" | "definition">,
  definitions: ReadonlyMap<string, Definition>,
): Definition | undefined {
  return definitions.get(node.definition ?? node.type);
}

/** Index by both ways a node may name its definition. */
export function indexDefinitions(definitions: readonly Definition[]): Map<string, Definition> {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === "logic"
        ? [
            [definition.name, definition],
            [definition.id, definition],
          ]
        : [[definition.id, definition]],
    ),
  );
}

/** The families in the order in which people need them: what starts a workflow first while nothing does. */
export function familiesOf(nodes: readonly Pick<GraphNode, "type">[]): readonly Family[] {
  return nodes.some(({ type }) => type === "trigger")
    ? ["action", "logic", "trigger"]
    : ["trigger", "action", "logic"];
}
