import { type KeyboardEvent, useCallback } from "react";
import { annotationsOf, SMALLEST } from "@/lib/graph/annotations";
import { isTyping } from "../hooks/typing";
import { updateAnnotation } from "../state/annotations";
import { useBuilderContext } from "../state/context";

const STEP = 16;
const DIRECTIONS: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowRight: [STEP, 0],
  ArrowLeft: [-STEP, 0],
  ArrowDown: [0, STEP],
  ArrowUp: [0, -STEP],
};

/** Alt and an arrow key make the selected note or group larger or smaller; heard before React Flow would move it. */
export function useResizeKeys() {
  const { store } = useBuilderContext();
  return useCallback(
    (event: KeyboardEvent) => {
      const [across, down] = DIRECTIONS[event.key] ?? [0, 0];
      if (!event.altKey || across + down === 0 || isTyping(event.target)) return;
      const { document, selection, edit } = store.getState();
      const annotation = annotationsOf(document.graph).find(({ id }) => selection.nodes.has(id));
      if (selection.nodes.size !== 1 || !annotation) return;
      event.preventDefault();
      event.stopPropagation();
      const { id, size, kind } = annotation;
      const width = Math.max(SMALLEST[kind].width, size.width + across);
      const height = Math.max(SMALLEST[kind].height, size.height + down);
      edit(updateAnnotation(id, { size: { width, height } }), `${id}:size`);
    },
    [store],
  );
}
