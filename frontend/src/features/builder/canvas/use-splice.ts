import { type Node, useStoreApi } from "@xyflow/react";
import { useCallback, useState } from "react";
import type { Point } from "@/lib/graph/geometry";
import { useBuilderContext } from "../state/context";
import { canSplice } from "../state/wiring";

/** The edge under a place of the window, what lies over it notwithstanding. */
function edgeAt({ x, y }: Point): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const edge = element.closest(".react-flow__edge");
    if (edge) return edge.getAttribute("data-id");
  }
  return null;
}

/** Finds the edge that takes what is dragged over it: an entry of the palette, or a node that has no edges yet. */
export function useSplice() {
  const { store } = useBuilderContext();
  const flow = useStoreApi();
  const [receiving, setReceiving] = useState<string | null>(null);

  /** The edge under one of some places of the window, to which something is dragged; without a place nothing is. */
  const over = useCallback((...places: readonly Point[]): string | null => {
    const edge = places.map(edgeAt).find((found) => found !== null) ?? null;
    setReceiving(edge);
    return edge;
  }, []);
  /** The edge under the pointer or under the middle of the node that it drags, if that is free to be put on one. */
  const overNode = useCallback(
    (
      node: Pick<Node, "id" | "parentId" | "position" | "measured"> | null,
      event: MouseEvent | TouchEvent,
    ): string | null => {
      const pointer = "changedTouches" in event ? event.changedTouches[0] : event;
      if (!node || !pointer || !canSplice(store.getState().document.graph, node.id)) return over();
      const { domNode, nodeLookup, transform } = flow.getState();
      const [x, y, zoom] = transform;
      const box = domNode?.getBoundingClientRect() ?? new DOMRect();
      const outer = node.parentId === undefined ? undefined : nodeLookup.get(node.parentId);
      const corner = outer?.internals.positionAbsolute ?? { x: 0, y: 0 };
      const middle = {
        x: box.x + x + (corner.x + node.position.x + (node.measured?.width ?? 0) / 2) * zoom,
        y: box.y + y + (corner.y + node.position.y + (node.measured?.height ?? 0) / 2) * zoom,
      };
      return over({ x: pointer.clientX, y: pointer.clientY }, middle);
    },
    [store, flow, over],
  );
  return { receiving, over, overNode };
}
