import { startCompletion } from "@codemirror/autocomplete";
import { isolateHistory } from "@codemirror/commands";
import { type EditorState, type Extension, Prec, type SelectionRange } from "@codemirror/state";
import { EditorView, type KeyBinding, keymap } from "@codemirror/view";
import type { Placeholder } from "@/lib/graph/placeholders";
import { insertReference } from "./insert-reference";
import { insideEnd, insideStart, placeholderAround, placeholders } from "./template-parts";

/** What typing does around placeholders. Above brackets that close themselves, which is for what is inside of them. */
export const templateKeys: Extension = Prec.high([
  EditorView.inputHandler.of((view, from, to, text) => {
    if (from !== to) return false;
    if (text === "{") return opened(view, from);
    if (text === "}") return closed(view, from);
    return (
      text === " " &&
      isBlank(placeholderAround(view.state, from)) &&
      view.state.sliceDoc(from - 1, from) === " "
    );
  }),
  keymap.of([
    { key: "Backspace", run: (view) => erased(view, -1) },
    { key: "Delete", run: (view) => erased(view, 1) },
    { key: "Ctrl-Space", run: offered },
  ] satisfies KeyBinding[]),
]);

/** `{` behind `{` begins a placeholder: its end comes along, and what can be read is offered. */
function opened(view: EditorView, at: number): boolean {
  if (view.state.sliceDoc(at - 1, at) !== "{" || placeholderAround(view.state, at)) return false;
  write(view, at, at, "{  }}", at + 2);
  startCompletion(view);
  return true;
}

/** `}` at the end of a placeholder goes over the brace that is there. */
function closed(view: EditorView, at: number): boolean {
  const ending = view.state
    .field(placeholders)
    .find((one) => one.fault !== "open" && one.from < at && at < one.to);
  if (!ending) return false;
  const end = insideEnd(ending);
  if (at <= end && view.state.sliceDoc(at, end).trim() !== "") return false;
  view.dispatch({ selection: { anchor: at <= end ? end + 1 : ending.to }, userEvent: "select" });
  return true;
}

/** In the text, asking what can be read begins a placeholder. */
function offered(view: EditorView): boolean {
  const { from, to } = view.state.selection.main;
  if (!placeholderAround(view.state, from)) write(view, from, to, "{{  }}", from + 3);
  return startCompletion(view);
}

/** A placeholder is erased as a whole from its outside and when it is empty; from its inside it is selected first. */
function erased(view: EditorView, direction: -1 | 1): boolean {
  const { main } = view.state.selection;
  if (!main.empty) return false;
  const beside = view.state
    .field(placeholders)
    .find((one) => (direction < 0 ? one.to : one.from) === main.from);
  const around = placeholderAround(view.state, main.from);
  if (beside && beside.fault !== "open") {
    write(view, beside.from, beside.to, "", beside.from);
    return true;
  }
  if (!around || around.fault === "open") return false;
  if (isBlank(around)) write(view, around.from, around.to, "", around.from);
  else if (isAtEdge(view.state, around, main, direction))
    view.dispatch({ selection: { anchor: around.from, head: around.to } });
  else return false;
  return true;
}

function isAtEdge(
  state: EditorState,
  around: Placeholder,
  { from }: SelectionRange,
  direction: -1 | 1,
): boolean {
  const left =
    direction < 0 ? state.sliceDoc(insideStart(around), from) : state.sliceDoc(from, insideEnd(around));
  return left === "";
}

function isBlank(placeholder: Placeholder | undefined): boolean {
  return placeholder?.fault === "empty";
}

/** One step of undo of its own. */
function write(view: EditorView, from: number, to: number, insert: string, anchor: number): void {
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor },
    scrollIntoView: true,
    userEvent: insert === "" ? "delete" : "input.type",
    annotations: isolateHistory.of("full"),
  });
}

/**
 * Writes a reference into a text: in braces, or bare where an expression is being written. What is dropped into the middle
 * of a word of one goes behind it.
 */
export function insertIntoTemplate(view: EditorView, reference: string, dropped: boolean): void {
  const { from, to } = view.state.selection.main;
  const around = placeholderAround(view.state, from);
  const inWord = around?.tokens.some((token) => token.from < from && from < token.to) ?? false;
  if (around && around.fault === "empty") {
    write(view, around.from, around.to, `{{ ${reference} }}`, around.from + 6 + reference.length);
    return;
  }
  if (around && to <= insideEnd(around) && !(dropped && inWord)) {
    insertReference(view, reference, insideStart(around));
    return;
  }
  // Between two braces of a mark there is no place.
  const cut = view.state.field(placeholders).find((one) => one.from < from && from < one.to);
  const at = cut ? cut.to : from;
  const inserted = `{{ ${reference} }}`;
  write(view, at, cut ? at : to, inserted, at + inserted.length);
}
