import { useCallback } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import { stepCommand } from "@/components/step-command";
import type { Command } from "@/lib/commands/registry";
import { useCommandSource } from "@/lib/commands/registry";
import { messages } from "@/lib/messages";
import { useAddDefinition } from "../hooks/use-add-definition";
import { useReveal } from "../hooks/use-reveal";
import { useBuilderContext } from "../state/context";
import { ACTIONS } from "./actions";
import { canRun, titleOf, type Workbench } from "./workbench";

const text = messages.commands;

/** Offers the builder to the command palette: its actions, its steps to go to, and steps to add. */
export function useBuilderCommands(workbench: Workbench): void {
  const { store, definitions } = useBuilderContext();
  const add = useAddDefinition();
  const reveal = useReveal();

  const actions = useCallback(
    () =>
      ACTIONS.filter((action) => canRun(action, workbench)).map((action): Command => ({
        id: `builder:${action.id}`,
        title: titleOf(action, workbench),
        group: text.groups[action.group],
        icon: action.icon,
        keywords: action.keywords,
        shortcut: action.keys?.[0],
        run: () => action.run(workbench),
      })),
    [workbench],
  );
  const toAdd = useCallback(
    () =>
      [...new Set(definitions.values())]
        .filter(({ enabled }) => enabled)
        .map((definition): Command => {
          const { id, title, description, category, icon, kind } = definition;
          return {
            id: `add:${id}`,
            title: text.addStep(title),
            group: text.groups.add,
            keywords: `${description} ${category ?? ""}`,
            picture: <FamilyTile icon={icon} family={kind} size="small" />,
            whenSearched: true,
            run: () => add(definition, "keyboard"),
          };
        }),
    [definitions, add],
  );
  const steps = useCallback(
    () =>
      store.getState().document.graph.nodes.map((node) =>
        stepCommand(node, definitions, () => {
          store.getState().select([node.id]);
          reveal(node.id);
        }),
      ),
    [store, definitions, reveal],
  );
  useCommandSource(toAdd);
  useCommandSource(steps);
  useCommandSource(actions);
}
