import { isolateHistory } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";

/** Writes a reference into an expression where the cursor is; behind a value of it, it is joined to that as text. */
export function insertReference(view: EditorView, reference: string, start = 0): void {
  const { from, to } = view.state.selection.main;
  const before = view.state.sliceDoc(start, from).trimEnd();
  const joined = /[\p{L}\p{N}_"'`)\]}]$/u.test(before) ? ` & ${reference}` : reference;
  const insert = before.length < from - start && joined !== reference ? joined.trimStart() : joined;
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    annotations: isolateHistory.of("full"),
  });
}
