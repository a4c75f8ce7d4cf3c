import { type ComponentType, useEffect, useState } from "react";
import type { EditorProps } from "./editor/use-code-mirror";

type Editor = ComponentType<EditorProps>;

/** What can be edited: an expression, or a text with data in it. */
export type EditorKind = "expression" | "template";

/** Editors are files of their own: the first form does not wait for them. */
const FILES: Readonly<Record<EditorKind, () => Promise<{ default: Editor }>>> = {
  expression: () => import("./editor/ExpressionEditor"),
  template: () => import("./editor/TemplateEditor"),
};

const loaded = new Map<EditorKind, Editor>();
const loading = new Map<EditorKind, Promise<Editor>>();

function loadEditor(kind: EditorKind): Promise<Editor> {
  const known = loading.get(kind);
  if (known) return known;
  const load = FILES[kind]().then(
    (module) => {
      loaded.set(kind, module.default);
      return module.default;
    },
    (error: unknown) => {
      loading.delete(kind);
      throw error;
    },
  );
  loading.set(kind, load);
  return load;
}

/** The editor once it is here; null before, and where it cannot be had: the plain field goes on serving. */
export function useEditor(kind: EditorKind): Editor | null {
  const [editor, setEditor] = useState<Editor | null>(() => loaded.get(kind) ?? null);
  useEffect(() => {
    if (editor) return;
    let current = true;
    loadEditor(kind).then(
      (found) => current && setEditor(() => found),
      () => undefined,
    );
    return () => void (current = false);
  }, [editor, kind]);
  return editor;
}
