import { useEffect } from "react";
import { isPressed } from "@/lib/commands/keys";
import { actionOf } from "../actions/actions";
import { canRun, type Workbench } from "../actions/workbench";

/** Inputs that hold a text which a browser undoes; the others have nothing of their own to take back. */
const TEXTS = [
  "textarea",
  ...["text", "search", "url", "email", "tel", "number", "password"].map((type) => `input[type=${type}]`),
  "input:not([type])",
].join();
const FIELDS = ["input", "textarea", "select"].join();
const BEHIND = "[aria-modal=true]";

/**
 * Undo and redo in the fields around the canvas. A browser keeps one history for all fields of a page: with nothing typed
 * in the field one is in, it would put old text back into another. So a field in which nothing was typed since it was
 * entered hands the keys to the builder, and what a browser does to another field is taken back. In a dialog the
 * drawing is out of reach: there a field keeps the browser's undo, of its own text only. Editors of code keep a history of their own.
 */
export function useFieldUndo(workbench: Workbench): void {
  useEffect(() => {
    /** The field that was typed in since it was entered. */
    let typedIn: EventTarget | null = null;
    /** Where the browser was last asked to undo or redo. */
    let asked: HTMLElement | null = null;
    let restoring = false;

    const run = (id: "undo" | "redo", field: Element) => {
      const action = actionOf(id);
      if (field.closest(BEHIND) === null && canRun(action, workbench)) action.run(workbench);
    };
    const onFocusIn = () => {
      typedIn = null;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const { target: field } = event;
      if (event.defaultPrevented || !(field instanceof HTMLElement) || !field.matches(FIELDS)) return;
      const id = (["undo", "redo"] as const).find((each) =>
        actionOf(each).keys?.some((shortcut) => isPressed(shortcut, event)),
      );
      if (id === undefined) return;
      const own = field === typedIn || field.closest(BEHIND) !== null;
      if (own && field.matches(TEXTS)) {
        asked = field;
        return;
      }
      event.preventDefault();
      run(id, field);
    };
    const onInput = (event: Event) => {
      const { target: field } = event;
      const id = undoneBy(event);
      if (id === null) {
        typedIn = field;
        return;
      }
      if (!restoring && (asked === null || field === asked)) return;
      // The form of the other field must not hear of it.
      event.stopImmediatePropagation();
      if (restoring) return;
      restoring = true;
      document.execCommand(id === "undo" ? "redo" : "undo");
      restoring = false;
      typedIn = null;
      if (!asked?.isConnected) return;
      asked.focus({ preventScroll: true });
      run(id, asked);
    };
    window.addEventListener("focusin", onFocusIn);
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("input", onInput, { capture: true });
    return () => {
      window.removeEventListener("focusin", onFocusIn);
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("input", onInput, { capture: true });
    };
  }, [workbench]);
}

function undoneBy(event: Event): "undo" | "redo" | null {
  const type = event instanceof InputEvent ? event.inputType : "";
  return type === "historyUndo" ? "undo" : type === "historyRedo" ? "redo" : null;
}
