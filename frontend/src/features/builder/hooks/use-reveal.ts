import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";
import { loopsAround } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { REVEALING_ZOOM } from "@/lib/graph/opening-view";
import { useBuilderContext } from "../state/context";

/** Brings a node into the middle of the canvas, and opens the loops around it; `then` runs once it is there. */
export function useReveal(): (nodeId: string, then?: () => void) => void {
  const { store } = useBuilderContext();
  const { setCenter, getZoom } = useReactFlow();
  return useCallback(
    (nodeId, then) => {
      const { graph } = store.getState().document;
      for (const { id } of loopsAround(graph, nodeId))
        if (store.getState().collapsed.has(id)) store.getState().toggleCollapsed(id);
      const node = graph.nodes.find(({ id }) => id === nodeId);
      if (!node) return;
      const { x, y } = new Geometry(graph, store.getState().collapsed).center(node);
      void setCenter(x, y, { zoom: Math.max(getZoom(), REVEALING_ZOOM), duration: 250 }).then(then);
    },
    [store, setCenter, getZoom],
  );
}
