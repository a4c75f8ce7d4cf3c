import { useEffect, useEffectEvent } from "react";
import { isPressed } from "@/lib/commands/keys";
import type { Draft } from "@/lib/graph/body";
import { actionOf } from "../actions/actions";
import { canRun, type Workbench } from "../actions/workbench";
import { isInDialog } from "./typing";

/** Inputs that hold a text which a browser undoes; the others have nothing of their own to take back. */
const TEXTS = [
  "textarea",
  ...["text", "search", "url", "email", "tel", "number", "password"].map((type) => `input[type=${type}]`),
  "input:not([type])",
].join();
const FIELDS = ["input", "textarea", "select"].join();

/**
 * Undo and redo in the fields around the canvas. What the document takes as it is typed is undone by the builder: the text
 * comes back from there, and the browser's undo of it would be one more edit. A text that is not in the document, as of a
 * search or a name before Enter, is undone by the browser.
 *
 * A browser keeps one history for all fields of a page: with nothing typed in the field one is in, it would put old text
 * back into another. So a field in which nothing was typed since it was entered hands the keys to the builder, unless it
 * is in a dialog, from where the drawing is out of reach; and what a browser does to another field is taken back.
 * Editors of code keep a history of their own.
 */
export function useFieldUndo(workbench: Workbench): void {
  const documentNow = useEffectEvent(() => workbench.store.getState().document);
  const run = useEffectEvent((id: "undo" | "redo") => {
    const action = actionOf(id);
    if (canRun(action, workbench)) action.run(workbench);
  });
  useEffect(() => {
    /** The field that was typed in since it was entered, and whether the document has taken any of it. */
    let typed: { field: EventTarget | null; taken: boolean } | null = null;
    /** The document before the field heard of an input. */
    let before: Draft | null = null;
    /** Where the browser is being asked to undo or redo by a key: its menu asks without one. */
    let asked: HTMLElement | null = null;
    let forgetting: ReturnType<typeof setTimeout> | undefined;
    let restoring = false;

    const onFocusIn = () => {
      typed = null;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const { target: field } = event;
      if (event.defaultPrevented || !(field instanceof HTMLElement) || !field.matches(FIELDS)) return;
      const id = (["undo", "redo"] as const).find((each) =>
        actionOf(each).keys?.some((shortcut) => isPressed(shortcut, event)),
      );
      if (id === undefined) return;
      const behind = isInDialog(field);
      const last = typed?.field === field ? typed : null;
      const own = last ? !last.taken : behind;
      if (own && field.matches(TEXTS)) {
        asked = field;
        clearTimeout(forgetting);
        // The browser undoes before the next task.
        forgetting = setTimeout(() => (asked = null));
        return;
      }
      event.preventDefault();
      if (!behind || last?.taken) run(id);
    };
    const onInput = (event: Event) => {
      const id = undoneBy(event);
      if (!restoring && (id === null || asked === null || event.target === asked)) {
        before = documentNow();
        return;
      }
      // The form of the other field must not hear of it.
      event.stopImmediatePropagation();
      if (restoring) return;
      restoring = true;
      document.execCommand(id === "undo" ? "redo" : "undo");
      restoring = false;
      typed = null;
      if (id === null || !asked?.isConnected) return;
      asked.focus({ preventScroll: true });
      if (!isInDialog(asked)) run(id);
    };
    const onHeard = ({ target: field }: Event) => {
      const taken = before !== documentNow() || (typed?.field === field && typed.taken);
      typed = { field, taken };
    };
    window.addEventListener("focusin", onFocusIn);
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("input", onInput, { capture: true });
    window.addEventListener("input", onHeard);
    return () => {
      clearTimeout(forgetting);
      window.removeEventListener("focusin", onFocusIn);
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("input", onInput, { capture: true });
      window.removeEventListener("input", onHeard);
    };
  }, []);
}

function undoneBy(event: Event): "undo" | "redo" | null {
  const type = event instanceof InputEvent ? event.inputType : "";
  return type === "historyUndo" ? "undo" : type === "historyRedo" ? "redo" : null;
}
