import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import { drawSelection, dropCursor, EditorView, keymap, placeholder, tooltips } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { droppedPath } from "@/components/data/drag";
import { messages } from "@/lib/messages";
import type { Squiggle } from "../problem-range";
import type { Scope } from "../scope";
import { colours } from "./colours";
import { completionSource } from "./completion-source";
import { look } from "./look";

export interface EditorProps {
  id?: string | undefined;
  label?: string | undefined;
  describedBy?: string | undefined;
  invalid: boolean;
  text: string;
  placeholder: string;
  scope: Scope;
  squiggles: readonly Squiggle[];
  /** Where the cursor was in the plain field that this one replaces; null when it was elsewhere. */
  cursor: number | null;
  onChange: (text: string) => void;
  /** Somebody came into the field; `insert` writes a reference where the cursor is. */
  onFocus: (insert: (reference: string) => void) => void;
}

/** Tab takes a suggestion while one is being typed, and leaves the field otherwise. */
function acceptByTab(view: EditorView): boolean {
  if (completionStatus(view.state) === "active" && view.state.doc.length > 0) return acceptCompletion(view);
  closeCompletion(view);
  return false;
}

function suggestForEmpty(view: EditorView): void {
  if (view.state.doc.length === 0) startCompletion(view);
}

/** Edits the JSONata of an expression in CodeMirror. It owns its text; a `text` from outside replaces it. */
export default function ExpressionEditor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const attributes = useRef(new Compartment());
  const { id, label, describedBy, invalid, text, squiggles } = props;

  useEffect(() => {
    if (!host.current) return;
    const { text: doc, cursor } = latest.current;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc,
        selection: { anchor: Math.min(cursor ?? doc.length, doc.length) },
        extensions: [
          attributes.current.of(attributesOf(latest.current)),
          extensionsFor(latest.current.placeholder, () => latest.current.scope),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              const next = update.state.doc.toString();
              if (next !== latest.current.text) latest.current.onChange(next);
            }
            if (update.focusChanged && update.view.hasFocus)
              latest.current.onFocus((reference) => insertReference(update.view, reference));
          }),
        ],
      }),
    });
    view.current = editor;
    if (cursor !== null) editor.focus();
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    const anchor = Math.min(editor.state.selection.main.anchor, text.length);
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      selection: { anchor },
    });
  }, [text]);

  useEffect(() => {
    const effects = attributes.current.reconfigure(attributesOf({ id, label, describedBy, invalid }));
    view.current?.dispatch({ effects });
  }, [id, label, describedBy, invalid]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const { length } = editor.state.doc;
    const inside = squiggles.filter(({ from, to }) => from < to && to <= length);
    editor.dispatch(setDiagnostics(editor.state, [...inside]));
  }, [squiggles]);

  return <div ref={host} data-expression-editor />;
}

/** Writes a reference at the cursor; behind a value it is joined to it as text. */
function insertReference(view: EditorView, reference: string): void {
  const { from, to } = view.state.selection.main;
  const before = view.state.sliceDoc(0, from).trimEnd();
  const joined = /[\p{L}\p{N}_"'`)\]}]$/u.test(before) ? ` & ${reference}` : reference;
  const insert = before.length < from && joined !== reference ? joined.trimStart() : joined;
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
  });
}

function attributesOf({
  id,
  label,
  describedBy,
  invalid,
}: Pick<EditorProps, "id" | "label" | "describedBy" | "invalid">): Extension {
  return EditorView.contentAttributes.of({
    ...(id ? { id } : {}),
    ...(describedBy ? { "aria-describedby": describedBy } : {}),
    "aria-label": label ?? messages.condition.expression,
    "aria-autocomplete": "list",
    "aria-invalid": String(invalid),
    spellcheck: "false",
  });
}

function extensionsFor(hint: string, scope: () => Scope): Extension {
  return [
    history(),
    drawSelection(),
    dropCursor(),
    EditorView.lineWrapping,
    bracketMatching(),
    closeBrackets(),
    colours,
    look,
    placeholder(hint),
    tooltips({ parent: document.body, position: "fixed" }),
    autocompletion({
      override: [completionSource(scope)],
      icons: false,
      activateOnTypingDelay: 40,
      interactionDelay: 0,
    }),
    Prec.highest(keymap.of([{ key: "Tab", run: acceptByTab }])),
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
      drop: (event, view) => {
        const reference = droppedPath(event);
        if (!reference) return false;
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length;
        view.dispatch({ selection: { anchor: at } });
        insertReference(view, reference);
        view.focus();
        return true;
      },
    }),
  ];
}
