import { useEffect } from "react";
import { isPressed } from "@/lib/commands/keys";
import { ACTIONS } from "../actions/actions";
import { canRun, type Workbench } from "../actions/workbench";
import { isControl, isTyping } from "./typing";

/** Hears the keys of the builder's actions, where no form takes them. */
export function useShortcuts(workbench: Workbench): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      if (event.key === "Enter" && isControl(event.target)) return;
      const action = ACTIONS.find(
        ({ keys, heardElsewhere }) => !heardElsewhere && keys?.some((shortcut) => isPressed(shortcut, event)),
      );
      if (!action) return;
      const can = canRun(action, workbench);
      // What a browser does by a key with Ctrl would only surprise.
      if (can || event.ctrlKey || event.metaKey) event.preventDefault();
      if (can) action.run(workbench);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [workbench]);
}
