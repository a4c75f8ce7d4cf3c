import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap } from "@codemirror/commands";
import { lintKeymap } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { inOneLine } from "../one-line";
import { chips } from "./chips";
import { templateCompletionSource } from "./completion-source";
import { look, templateLook } from "./look";
import { suggesting } from "./suggestions";
import { insertIntoTemplate, templateKeys } from "./template-keys";
import { placeholderAround, placeholders } from "./template-parts";
import { type EditorProps, useCodeMirror } from "./use-code-mirror";

const KIND = { extensions, insert: insertIntoTemplate };
/** In the text, brackets and apostrophes are what people write. */
const NO_PAIRS = [{ closeBrackets: { brackets: [] } }];

/** Edits a text with `{{ data }}` in it in CodeMirror. */
export default function TemplateEditor(props: EditorProps) {
  const host = useCodeMirror(props, KIND);
  return <div ref={host} data-template-editor />;
}

function extensions(latest: () => EditorProps): Extension {
  const { multiline } = latest();
  return [
    placeholders,
    chips,
    templateLook,
    look,
    templateKeys,
    closeBrackets(),
    EditorState.languageData.of((state, at) => (placeholderAround(state, at) ? [] : NO_PAIRS)),
    suggesting(
      templateCompletionSource(() => latest().scope),
      ({ state }) => placeholderAround(state, state.selection.main.from) !== undefined,
    ),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...lintKeymap]),
    multiline ? EditorView.editorAttributes.of({ "data-multiline": "" }) : oneLine,
    keymap.of(defaultKeymap),
  ];
}

/** Enter breaks no line; what is pasted is one. Breaks that are there already stay. */
const oneLine: Extension = [
  keymap.of([{ key: "Enter", run: () => true, shift: () => true }]),
  EditorView.clipboardInputFilter.of(inOneLine),
];
