import { history, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { Compartment, type Extension, Prec } from "@codemirror/state";
import { type Command, type EditorView, keymap } from "@codemirror/view";
import { isInDialog } from "../../hooks/typing";

/** Undo and redo of the document that a field is a part of. */
export interface AroundHistory {
  undo: () => void;
  redo: () => void;
}

const PLACE = new Compartment();

/**
 * What was typed in an editor, step by step. One in which nothing was typed hands the keys to what is around it, as plain
 * fields do; one whose steps are used up does not, for then the document's last step is what was taken back here. In a
 * dialog the drawing is out of reach.
 */
export function ownHistory(around: () => AroundHistory | undefined): Extension {
  const handed =
    (step: keyof AroundHistory, own: Command): Command =>
    (view) => {
      const isUntouched = undoDepth(view.state) === 0 && redoDepth(view.state) === 0;
      if (isUntouched && !isInDialog(view.dom)) around()?.[step]();
      else own(view);
      return true;
    };
  return [
    PLACE.of(history()),
    Prec.high(
      keymap.of([
        { key: "Mod-z", run: handed("undo", undo) },
        ...["Mod-Shift-z", "Mod-y"].map((key) => ({ key, run: handed("redo", redo) })),
      ]),
    ),
  ];
}

/**
 * Puts a text from outside in the place of the one that is there. It is no step of the editor's, and the steps before it
 * are gone: they were steps of another text, and would come back into this one.
 */
export function replaceText(view: EditorView, text: string): void {
  const anchor = Math.min(view.state.selection.main.anchor, text.length);
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: { anchor },
    effects: PLACE.reconfigure([]),
  });
  view.dispatch({ effects: PLACE.reconfigure(history()) });
}
