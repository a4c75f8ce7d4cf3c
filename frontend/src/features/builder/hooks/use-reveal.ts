import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";
import { loopsAround } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { useBuilderContext } from "../state/context";

const READABLE_ZOOM = 0.8;

/** Brings a node into the middle of the canvas, and opens the loops around it. */
export function useReveal(): (nodeId: string) => void {
  const { store } = useBuilderContext();
  const { setCenter, getZoom } = useReactFlow();
  return useCallback(
    (nodeId) => {
      const { graph } = store.getState().document;
      for (const { id } of loopsAround(graph, nodeId))
        if (store.getState().collapsed.has(id)) store.getState().toggleCollapsed(id);
      const node = graph.nodes.find(({ id }) => id === nodeId);
      if (!node) return;
      const { x, y } = new Geometry(graph, store.getState().collapsed).center(node);
      void setCenter(x, y, { zoom: Math.max(getZoom(), READABLE_ZOOM), duration: 250 });
    },
    [store, setCenter, getZoom],
  );
}
