import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, dropCursor, EditorView, placeholder, tooltips } from "@codemirror/view";
import { type RefObject, useContext, useEffect, useRef } from "react";
import { droppedPath } from "@/components/data/drag";
import { messages } from "@/lib/messages";
import { BuilderContext } from "../../state/context";
import type { Squiggle } from "../problem-range";
import type { Scope } from "../scope";
import { ownHistory, replaceText } from "./own-history";

export interface EditorProps {
  id?: string | undefined;
  label?: string | undefined;
  describedBy?: string | undefined;
  invalid: boolean;
  text: string;
  placeholder: string;
  /** Whether Enter breaks the line. */
  multiline?: boolean | undefined;
  scope: Scope;
  squiggles: readonly Squiggle[];
  /** Where the cursor was in the plain field that this one replaces; null when it was elsewhere. */
  cursor: number | null;
  onChange: (text: string) => void;
  /** Somebody came into the field; `insert` writes a reference where the cursor is. */
  onFocus: (insert: (reference: string) => void) => void;
}

/** What makes the difference between editors. */
interface Kind {
  extensions: (latest: () => EditorProps) => Extension;
  /** Writes a reference where the cursor is; `dropped`: at a place that a person only pointed at. */
  insert: (view: EditorView, reference: string, dropped: boolean) => void;
}

/** An editor in the element that the reference is given to. It owns its text; a `text` from outside replaces it. */
export function useCodeMirror(
  props: EditorProps,
  { extensions, insert }: Kind,
): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const store = useContext(BuilderContext)?.store;
  const around = useRef(store);
  useEffect(() => {
    latest.current = props;
    around.current = store;
  });
  const kind = useRef({ extensions, insert });
  const attributes = useRef(new Compartment());
  const { id, label, describedBy, invalid, text, squiggles, multiline } = props;

  useEffect(() => {
    if (!host.current) return;
    const { cursor } = latest.current;
    const doc = asLines(latest.current.text);
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc,
        selection: { anchor: Math.min(cursor ?? doc.length, doc.length) },
        extensions: [
          attributes.current.of(attributesOf(latest.current)),
          kind.current.extensions(() => latest.current),
          ownHistory(() => around.current?.temporal.getState()),
          common(latest.current.placeholder, kind.current.insert),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              const next = update.state.doc.toString();
              if (next !== asLines(latest.current.text)) latest.current.onChange(next);
            }
            if (update.focusChanged && update.view.hasFocus)
              latest.current.onFocus((reference) => kind.current.insert(update.view, reference, false));
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
    const next = asLines(text);
    if (editor && editor.state.doc.toString() !== next) replaceText(editor, next);
  }, [text]);

  useEffect(() => {
    const effects = attributes.current.reconfigure(
      attributesOf({ id, label, describedBy, invalid, multiline }),
    );
    view.current?.dispatch({ effects });
  }, [id, label, describedBy, invalid, multiline]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const { length } = editor.state.doc;
    const inside = squiggles.filter(({ from, to }) => from < to && to <= length);
    editor.dispatch(setDiagnostics(editor.state, [...inside]));
  }, [squiggles]);

  return host;
}

/** As CodeMirror keeps lines: a text that it reads the same is not a change. */
function asLines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

function attributesOf({
  id,
  label,
  describedBy,
  invalid,
  multiline,
}: Pick<EditorProps, "id" | "label" | "describedBy" | "invalid" | "multiline">): Extension {
  return EditorView.contentAttributes.of({
    ...(id ? { id } : {}),
    ...(describedBy ? { "aria-describedby": describedBy } : {}),
    "aria-label": label ?? messages.condition.expression,
    "aria-autocomplete": "list",
    "aria-invalid": String(invalid),
    "aria-multiline": String(multiline !== false),
  });
}

function common(hint: string, insert: Kind["insert"]): Extension {
  return [
    drawSelection(),
    dropCursor(),
    EditorView.lineWrapping,
    placeholder(hint),
    tooltips({ parent: document.body, position: "fixed" }),
    EditorView.domEventHandlers({
      drop: (event, view) => {
        const reference = droppedPath(event);
        if (!reference) return false;
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length;
        view.dispatch({ selection: { anchor: at } });
        insert(view, reference, true);
        view.focus();
        return true;
      },
    }),
  ];
}
