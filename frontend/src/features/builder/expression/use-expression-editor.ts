import { type ComponentType, useEffect, useState } from "react";
import type { EditorProps } from "./editor/ExpressionEditor";

type Editor = ComponentType<EditorProps>;

let loaded: Editor | null = null;
let loading: Promise<Editor> | null = null;

/** Fetches the editor, which is a file of its own: the first form does not wait for it. */
function loadExpressionEditor(): Promise<Editor> {
  loading ??= import("./editor/ExpressionEditor").then(
    (module) => (loaded = module.default),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** The editor once it is here; null before, and where it cannot be had: the plain field goes on serving. */
export function useExpressionEditor(): Editor | null {
  const [editor, setEditor] = useState<Editor | null>(() => loaded);
  useEffect(() => {
    if (editor) return;
    let current = true;
    loadExpressionEditor().then(
      (found) => current && setEditor(() => found),
      () => undefined,
    );
    return () => void (current = false);
  }, [editor]);
  return editor;
}
