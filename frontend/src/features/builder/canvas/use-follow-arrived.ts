import { useReducedMotion } from "@mantine/hooks";
import { type Rect, useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { boundsOf, rectOf } from "@/lib/graph/annotations";
import { loopsAround } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { moveIntoSight } from "@/lib/graph/opening-view";
import { useBuilder, useBuilderContext } from "../state/context";

const MOVE_MS = 200;

/**
 * Moves the view to what was just put on the canvas, where that is not in sight: as little as shows it, as near as
 * people look, and never under a drag. The loops around it open.
 */
export function useFollowArrived(): void {
  const { store } = useBuilderContext();
  const { getViewport, setViewport } = useReactFlow();
  const flow = useStoreApi();
  const duration = useReducedMotion() ? 0 : MOVE_MS;
  const arrived = useBuilder((state) => state.arrived);
  const followed = useRef(arrived);

  const follow = useCallback(
    async (ids: readonly string[]) => {
      const { document, collapsed, toggleCollapsed } = store.getState();
      const around = ids.flatMap((id) => loopsAround(document.graph, id).map((loop) => loop.id));
      for (const id of new Set(around)) if (collapsed.has(id)) toggleCollapsed(id);
      const { domNode, width, height, paneDragging, connection, nodes } = flow.getState();
      if (!domNode || paneDragging || connection.inProgress || nodes.some(({ dragging }) => dragging)) return;
      const place = placeOf(new Geometry(document.graph, store.getState().collapsed), ids);
      if (!place) return;
      const { x, y, zoom } = getViewport();
      const shown = {
        ...{ x: place.x * zoom + x, y: place.y * zoom + y },
        ...{ width: place.width * zoom, height: place.height * zoom },
      };
      const by = moveIntoSight(shown, { width, height }, coversOf(domNode));
      if (by.x === 0 && by.y === 0) return;
      await setViewport({ x: x + by.x, y: y + by.y, zoom }, { duration, interpolate: "linear" });
    },
    [store, flow, getViewport, setViewport, duration],
  );
  useEffect(() => {
    if (!arrived || arrived === followed.current) return;
    followed.current = arrived;
    const [id] = arrived.nodes;
    void follow(arrived.nodes).then(() => {
      if (!arrived.byKeyboard) return;
      flow.getState().domNode?.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`)?.focus();
    });
  }, [arrived, follow, flow]);
}

/** The area that the nodes and annotations take on the canvas. */
function placeOf(geometry: Geometry, ids: readonly string[]): Rect | null {
  const { nodes, annotations = [] } = geometry.graph;
  const arrived = ({ id }: { id: string }) => ids.includes(id);
  return boundsOf([
    ...nodes.filter(arrived).map((node) => geometry.rect(node)),
    ...annotations.filter(arrived).map(rectOf),
  ]);
}

/** What lies over the canvas: its controls, its map, the bars of a test and of the selection. */
function coversOf(canvas: HTMLElement): Rect[] {
  const corner = canvas.getBoundingClientRect();
  return [...canvas.querySelectorAll(".react-flow__panel")].map((panel) => {
    const { x, y, width, height } = panel.getBoundingClientRect();
    return { x: x - corner.x, y: y - corner.y, width, height };
  });
}
