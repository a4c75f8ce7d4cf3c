import { useReducedMotion } from "@mantine/hooks";
import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";
import { loopsAround } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { REVEALING_ZOOM } from "@/lib/graph/opening-view";
import { useBuilderContext } from "../state/context";

/** Brings a node into the middle of the canvas, and opens the loops around it. */
export function useReveal(): (nodeId: string) => void {
  const { store } = useBuilderContext();
  const { setCenter, getZoom } = useReactFlow();
  const duration = useReducedMotion() ? 0 : 250;
  return useCallback(
    (nodeId) => {
      const { graph } = store.getState().document;
      for (const { id } of loopsAround(graph, nodeId))
        if (store.getState().collapsed.has(id)) store.getState().toggleCollapsed(id);
      const node = graph.nodes.find(({ id }) => id === nodeId);
      if (!node) return;
      const { x, y } = new Geometry(graph, store.getState().collapsed).center(node);
      void setCenter(x, y, { zoom: Math.max(getZoom(), REVEALING_ZOOM), duration });
    },
    [store, setCenter, getZoom, duration],
  );
}
