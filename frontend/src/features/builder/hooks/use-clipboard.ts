import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Graph } from "@/lib/api/types";
import { flatten, nest } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { notifyInfo } from "@/lib/notify";
import { type Fragment, fragmentOf, pasteFragment } from "../state/membership";
import { useBuilderContext } from "../state/context";
import { isTyping } from "./typing";

function parseFragment(text: string): Fragment | null {
  try {
    const value = JSON.parse(text) as Partial<Graph> & { graph?: Partial<Graph> };
    const { nodes, edges, annotations = [] } = value.graph ?? value;
    if (!Array.isArray(nodes) || !Array.isArray(edges) || !Array.isArray(annotations)) return null;
    return nodes.length + annotations.length > 0 ? flatten({ nodes, edges, annotations }) : null;
  } catch {
    return null;
  }
}

/** Copies and pastes nodes as JSON through the system's clipboard: across workflows, windows and files. */
export function useClipboard(): void {
  const { store } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const pointer = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      const overCanvas = event.target instanceof Element && event.target.closest(".react-flow") !== null;
      pointer.current = overCanvas ? { x: event.clientX, y: event.clientY } : null;
    };
    const onCopy = (event: ClipboardEvent) => {
      const { document, selection } = store.getState();
      const markedText = window.getSelection()?.toString();
      if (isTyping(event.target) || markedText || selection.nodes.size === 0) return;
      event.preventDefault();
      const fragment = nest(fragmentOf(document.graph, selection.nodes));
      event.clipboardData?.setData("text/plain", JSON.stringify(fragment, null, 2));
      notifyInfo(messages.builder.copied(fragment.nodes.length, fragment.annotations?.length ?? 0));
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const fragment = parseFragment(event.clipboardData?.getData("text/plain") ?? "");
      if (!fragment) {
        notifyInfo(messages.builder.pasteFailed);
        return;
      }
      const { document, collapsed, edit, select } = store.getState();
      const at = pointer.current && screenToFlowPosition(pointer.current);
      const geometry = new Geometry(document.graph, collapsed);
      const parent = at ? geometry.containerAt(at)?.id : undefined;
      const { ids, command } = pasteFragment(fragment, {
        at: at && geometry.fromAbsolute(at, parent),
        parent,
      });
      edit(command);
      select(ids);
    };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("copy", onCopy);
    window.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("copy", onCopy);
      window.removeEventListener("paste", onPaste);
    };
  }, [store, screenToFlowPosition]);
}
