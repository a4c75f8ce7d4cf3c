import { getViewportForBounds, type Node, type ReactFlowInstance, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import { READABLE_ZOOM, WHOLE } from "@/lib/graph/opening-view";

/** What a canvas shows first: the whole graph, or where it starts when the whole would be too small to read. */
export function useOpeningView(): <N extends Node>(flow: ReactFlowInstance<N>) => void {
  const store = useStoreApi();
  return useCallback(
    (flow) => {
      const { width, height, minZoom } = store.getState();
      const nodes = flow.getNodes();
      const bounds = flow.getNodesBounds(nodes);
      const whole = getViewportForBounds(bounds, width, height, minZoom, WHOLE.maxZoom, WHOLE.padding);
      const start = whole.zoom < READABLE_ZOOM ? leftmost(nodes) : undefined;
      // At once where it stays: to draw the whole of a large graph only to leave it would cost seconds.
      void flow.fitView(start ? { nodes: [start], minZoom: READABLE_ZOOM, maxZoom: READABLE_ZOOM } : WHOLE);
    },
    [store],
  );
}

function leftmost(nodes: readonly Node[]): Node | undefined {
  return nodes
    .filter(({ parentId, type }) => parentId === undefined && type !== "annotation")
    .reduce<Node | undefined>(
      (found, node) => (found && found.position.x <= node.position.x ? found : node),
      undefined,
    );
}
