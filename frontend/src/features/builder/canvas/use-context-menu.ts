import { type MouseEvent, useCallback, useRef, useState } from "react";
import { annotationsOf } from "@/lib/graph/annotations";
import type { Point } from "@/lib/graph/geometry";
import { useBuilderContext } from "../state/context";

/** What a menu was asked for. */
export type MenuTarget =
  | { kind: "node"; id: string }
  | { kind: "annotation"; id: string }
  | { kind: "edge"; id: string }
  | { kind: "canvas" };

export interface AskedMenu {
  target: MenuTarget;
  /** In pixels of the window. */
  at: Point;
}

/**
 * A right click, or the menu key on what has the focus, asks for what can be done there. What is not selected is selected
 * first; of a selection, the menu is for all of it.
 */
export function useContextMenu() {
  const { store } = useBuilderContext();
  const [asked, setAsked] = useState<AskedMenu | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const close = useCallback(() => setAsked(null), []);
  /** Closes it and puts the focus back where it was asked for. */
  const leave = useCallback(() => {
    setAsked(null);
    opener.current?.focus({ preventScroll: true });
  }, []);
  const onContextMenu = useCallback(
    (event: MouseEvent) => {
      const target = targetOf(event.target, (id) =>
        annotationsOf(store.getState().document.graph).some((annotation) => annotation.id === id),
      );
      if (!target) return;
      event.preventDefault();
      const { selection, select } = store.getState();
      if (target.kind === "edge" && !selection.edges.has(target.id)) select([], [target.id]);
      if ((target.kind === "node" || target.kind === "annotation") && !selection.nodes.has(target.id))
        select([target.id]);
      opener.current =
        event.target instanceof Element
          ? event.target.closest<HTMLElement>(".react-flow__node, .react-flow__edge")
          : null;
      setAsked({ target, at: placeOf(event) });
    },
    [store],
  );
  return { asked, close, leave, onContextMenu };
}

function targetOf(element: EventTarget | null, isAnnotation: (id: string) => boolean): MenuTarget | null {
  if (!(element instanceof Element) || element.closest("input, textarea")) return null;
  const node = element.closest(".react-flow__node")?.getAttribute("data-id");
  if (node) return { kind: isAnnotation(node) ? "annotation" : "node", id: node };
  const onLine = element.closest(".react-flow__edge")?.getAttribute("data-id");
  const edge = onLine ?? element.closest("[data-edge]")?.getAttribute("data-edge");
  if (edge) return { kind: "edge", id: edge };
  return element.closest(".react-flow__pane") ? { kind: "canvas" } : null;
}

/** Where the pointer is; by keyboard the middle of what has the focus. */
function placeOf({ clientX, clientY, button, target }: MouseEvent): Point {
  if (button === 2 || !(target instanceof Element)) return { x: clientX, y: clientY };
  const { left, top, width, height } = target.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
