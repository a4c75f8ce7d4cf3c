import { type Node, type ReactFlowInstance, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import { openingView } from "@/lib/graph/opening-view";

/** What a canvas shows first: the whole graph; when that would be too small to read, the node sought or the start. */
export function useOpeningView(
  soughtId: string | null,
): <N extends Node>(flow: ReactFlowInstance<N>) => void {
  const store = useStoreApi();
  return useCallback(
    (flow) => {
      const nodes = flow.getNodes();
      const start = leftmost(nodes);
      const sought = soughtId === null ? undefined : flow.getNode(soughtId);
      const openings = {
        whole: flow.getNodesBounds(nodes),
        start: start && flow.getNodesBounds([start]),
        sought: sought && flow.getNodesBounds([sought]),
      };
      // At once where it stays: to draw the whole of a large graph only to leave it would cost seconds.
      void flow.setViewport(openingView(openings, store.getState()));
    },
    [store, soughtId],
  );
}

function leftmost<N extends Node>(nodes: readonly N[]): N | undefined {
  return nodes
    .filter(({ parentId, type }) => parentId === undefined && type !== "annotation")
    .reduce<N | undefined>(
      (found, node) => (found && found.position.x <= node.position.x ? found : node),
      undefined,
    );
}
