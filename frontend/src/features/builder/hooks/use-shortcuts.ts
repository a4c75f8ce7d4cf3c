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
      const asked = ACTIONS.filter(
        ({ keys, heardElsewhere }) => !heardElsewhere && keys?.some((shortcut) => isPressed(shortcut, event)),
      );
      const action = asked.find((each) => canRun(each, workbench)) ?? asked[0];
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
