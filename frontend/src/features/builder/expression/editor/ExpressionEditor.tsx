import {
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { colours } from "./colours";
import { completionSource } from "./completion-source";
import { insertReference } from "./insert-reference";
import { expressionLook, look } from "./look";
import { suggesting } from "./suggestions";
import { type EditorProps, useCodeMirror } from "./use-code-mirror";

const KIND = {
  extensions,
  insert: (view: EditorView, reference: string) => insertReference(view, reference),
};

/** Edits the JSONata of an expression in CodeMirror. */
export default function ExpressionEditor(props: EditorProps) {
  const host = useCodeMirror(props, KIND);
  return <div ref={host} data-expression-editor />;
}

function suggestForEmpty(view: EditorView): void {
  if (view.state.doc.length === 0) startCompletion(view);
}

function extensions(latest: () => EditorProps): Extension {
  return [
    bracketMatching(),
    closeBrackets(),
    colours,
    expressionLook,
    look,
    EditorView.contentAttributes.of({ spellcheck: "false" }),
    suggesting(
      completionSource(() => latest().scope),
      ({ state }) => state.doc.length > 0,
    ),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    // An empty field shows what can be read as soon as somebody comes to it; a press that comes to it closes what was
    // shown at its focus.
    EditorView.domEventHandlers({
      focus: (_, view) => suggestForEmpty(view),
      click: (_, view) => suggestForEmpty(view),
    }),
  ];
}
