import { useReactFlow } from "@xyflow/react";
import { type MouseEvent, useCallback, useRef, useState } from "react";
import { annotationsOf, rectOf } from "@/lib/graph/annotations";
import type { Point } from "@/lib/graph/geometry";
import { useDragMode } from "../hooks/use-drag-mode";
import { isText } from "../hooks/typing";
import { useBuilderContext } from "../state/context";

const LEFT = 0;
const MIDDLE = 1;

/**
 * Takes away the marks from the page's texts where work on the canvas begins: Shift would lead them on from where one
 * clicked last, and what is copied next would be text.
 */
export function unmarkText(target: EventTarget | null = null): void {
  if (!isText(target)) window.getSelection()?.removeAllRanges();
}

/**
 * Selecting an area: with Shift, or by plain dragging in the select mode, where Space or the middle button moves the
 * canvas. A step or a note is taken where the area touches it, a group only as a whole: areas begin inside of groups.
 */
export function useMarquee() {
  const { store } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const [mode] = useDragMode();
  const from = useRef<Point | null>(null);
  const [selecting, setSelecting] = useState(false);

  const onSelectionStart = useCallback(
    ({ clientX, clientY }: MouseEvent) => {
      unmarkText();
      setSelecting(true);
      from.current = screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false });
    },
    [screenToFlowPosition],
  );
  const onSelectionEnd = useCallback(
    ({ clientX, clientY }: MouseEvent) => {
      unmarkText();
      setSelecting(false);
      const to = screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false });
      const { document, selection, select } = store.getState();
      const groups = annotationsOf(document.graph).filter(({ kind }) => kind === "group");
      if (!from.current || groups.length === 0) return;
      const [left, right] = [from.current.x, to.x].sort((a, b) => a - b) as [number, number];
      const [top, bottom] = [from.current.y, to.y].sort((a, b) => a - b) as [number, number];
      const next = new Set(selection.nodes);
      for (const group of groups) {
        const { x, y, width, height } = rectOf(group);
        const whole = x >= left && y >= top && x + width <= right && y + height <= bottom;
        if (whole) next.add(group.id);
      }
      if (next.size > selection.nodes.size) select(next, selection.edges);
    },
    [store, screenToFlowPosition],
  );
  return {
    /** Whether an area is being drawn now. */
    selecting,
    selectionOnDrag: mode === "select",
    panOnDrag: mode === "select" ? [MIDDLE] : [LEFT, MIDDLE],
    onSelectionStart,
    onSelectionEnd,
  };
}
