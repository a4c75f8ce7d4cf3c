import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Graph } from "@/lib/api/types";
import { flatten, nest } from "@/lib/graph/body";
import { Geometry, type Point } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { notifyInfo } from "@/lib/notify";
import { type Fragment, fragmentOf, pasteFragment } from "../state/membership";
import type { BuilderStore } from "../state/builder-store";
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

/** The selected nodes as JSON; null when none is selected. */
function selectionAsText(store: BuilderStore): string | null {
  const { document, selection } = store.getState();
  if (selection.nodes.size === 0) return null;
  return JSON.stringify(nest(fragmentOf(document.graph, selection.nodes)), null, 2);
}

function sayCopied(store: BuilderStore): void {
  const { document, selection } = store.getState();
  const { nodes, annotations = [] } = fragmentOf(document.graph, selection.nodes);
  notifyInfo(messages.builder.copied(nodes.length, annotations.length));
}

/** Adds the nodes that a text holds, at a point of the canvas or beside where they came from, and selects them. */
function pasteText(store: BuilderStore, text: string, at: Point | null): void {
  const fragment = parseFragment(text);
  if (!fragment) {
    notifyInfo(messages.builder.pasteFailed);
    return;
  }
  const { document, collapsed, edit, putIn } = store.getState();
  const geometry = new Geometry(document.graph, collapsed);
  const parent = at ? geometry.containerAt(at)?.id : undefined;
  const { ids, command } = pasteFragment(fragment, {
    at: at && geometry.fromAbsolute(at, parent),
    parent,
  });
  edit(command);
  putIn(ids);
}

/** Copies without the browser's own event. */
export async function copySelection(store: BuilderStore): Promise<void> {
  const text = selectionAsText(store);
  if (text === null) return;
  try {
    await navigator.clipboard.writeText(text);
    sayCopied(store);
  } catch {
    notifyInfo(messages.builder.clipboardClosed);
  }
}

/** Pastes without the browser's own event, where the browser lets the page read its clipboard. */
export async function pasteFromClipboard(store: BuilderStore, at: Point | null = null): Promise<void> {
  try {
    pasteText(store, await navigator.clipboard.readText(), at);
  } catch {
    notifyInfo(messages.builder.clipboardClosed);
  }
}

/** Copies and pastes nodes as JSON through the system's clipboard: across workflows, windows and files. */
export function useClipboard(): void {
  const { store } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const pointer = useRef<Point | null>(null);

  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      const overCanvas = event.target instanceof Element && event.target.closest(".react-flow") !== null;
      pointer.current = overCanvas ? { x: event.clientX, y: event.clientY } : null;
    };
    const onCopy = (event: ClipboardEvent) => {
      const markedText = window.getSelection()?.toString();
      const text = isTyping(event.target) || markedText ? null : selectionAsText(store);
      if (text === null) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", text);
      sayCopied(store);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const at = pointer.current && screenToFlowPosition(pointer.current);
      pasteText(store, event.clipboardData?.getData("text/plain") ?? "", at);
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
