import { useCallback } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { Definition } from "@/lib/api/types";
import { type Command, useCommandSource } from "@/lib/commands/registry";
import type { FlatGraph } from "@/lib/graph/body";
import { definitionOf, familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";

const text = messages.commands;

/** Offers the steps of a run to the command palette. `seek` is told a step's key, and must keep its identity. */
export function useRunCommands(
  graph: FlatGraph,
  definitions: ReadonlyMap<string, Definition>,
  seek: (key: string) => void,
): void {
  const steps = useCallback(
    () =>
      graph.nodes.map((node): Command => {
        const definition = definitionOf(node, definitions);
        return {
          id: `step:${node.id}`,
          title: text.goToStep(node.name || node.key),
          group: text.groups.step,
          detail: node.key,
          keywords: definition?.title,
          picture: <FamilyTile icon={definition?.icon} family={familyOf(node)} size="small" />,
          whenSearched: true,
          run: () => seek(node.key),
        };
      }),
    [graph, definitions, seek],
  );
  useCommandSource(steps);
}
