import { Misuse } from "@/lib/fault";
import { ANNOTATING } from "./annotating";
import { EDITING } from "./editing";
import { RUNNING } from "./running";
import { SELECTING } from "./selecting";
import { VIEWING } from "./viewing";
import { type BuilderAction, canRun, titleOf, useCanRun, useWorkbench } from "./workbench";

/** Everything that can be done in the builder; `BuilderAction` says how to add to it. */
export const ACTIONS: readonly BuilderAction[] = [
  ...RUNNING,
  ...EDITING,
  ...ANNOTATING,
  ...SELECTING,
  ...VIEWING,
];

export type ActionId = (
  typeof RUNNING | typeof EDITING | typeof ANNOTATING | typeof SELECTING | typeof VIEWING
)[number]["id"];

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));

export function actionOf(id: ActionId): BuilderAction {
  const action = BY_ID.get(id);
  if (!action) throw new Misuse(`No action ${id}`);
  return action;
}

/** An action as a button shows it; follows what can be done now. */
export function useAction(id: ActionId) {
  const workbench = useWorkbench();
  const action = actionOf(id);
  const enabled = useCanRun(action);
  return {
    icon: action.icon,
    title: titleOf(action, workbench),
    shortcut: action.keys?.[0],
    enabled,
    run: () => {
      if (canRun(action, workbench)) action.run(workbench);
    },
  };
}
