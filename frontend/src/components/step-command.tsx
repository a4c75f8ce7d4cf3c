import type { Definition, GraphNode } from "@/lib/api/types";
import type { Command } from "@/lib/commands/registry";
import { definitionOf, familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { FamilyTile } from "./FamilyTile";

const text = messages.commands;

/** The command that goes to a step of a drawing. */
export function stepCommand(
  node: GraphNode,
  definitions: ReadonlyMap<string, Definition>,
  run: () => void,
): Command {
  const definition = definitionOf(node, definitions);
  return {
    id: `step:${node.id}`,
    title: text.goToStep(node.name || node.key),
    group: text.groups.step,
    detail: node.key,
    keywords: definition?.title,
    picture: <FamilyTile icon={definition?.icon} family={familyOf(node)} size="small" />,
    whenSearched: true,
    run,
  };
}
