import {
  getViewportForBounds,
  type Node,
  type ReactFlowInstance,
  useStoreApi,
  type Viewport,
} from "@xyflow/react";
import { useCallback } from "react";
import { READABLE_ZOOM, WHOLE } from "@/lib/graph/opening-view";

/** Where the first node stands in a canvas that opens where its graph starts: from the left, as a share of the width. */
const START_AT = 0.06;

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
      void flow.setViewport(start ? startingAt(start, width, height) : whole);
    },
    [store],
  );
}

function startingAt({ position, measured }: Node, width: number, height: number): Viewport {
  const middle = position.y + (measured?.height ?? 0) / 2;
  return {
    x: width * START_AT - position.x * READABLE_ZOOM,
    y: height / 2 - middle * READABLE_ZOOM,
    zoom: READABLE_ZOOM,
  };
}

function leftmost(nodes: readonly Node[]): Node | undefined {
  return nodes
    .filter(({ parentId, type }) => parentId === undefined && type !== "annotation")
    .reduce<Node | undefined>(
      (found, node) => (found && found.position.x <= node.position.x ? found : node),
      undefined,
    );
}
