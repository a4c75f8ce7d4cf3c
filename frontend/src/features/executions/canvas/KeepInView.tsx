import { useReducedMotion } from "@mantine/hooks";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { geometryOf } from "@/lib/graph/geometry";
import { isInSight } from "@/lib/graph/opening-view";
import { useRunView } from "../run-view";

const MOVE_MS = 200;

interface Props {
  nodeKey: string | null;
  /** At least this near it is shown when it has to be brought into view. */
  minZoom?: number;
}

/** Brings a node into view when it is named, without moving more than is needed. */
export function KeepInView({ nodeKey, minZoom = 0 }: Props) {
  const { graph, collapsed } = useRunView();
  const flow = useReactFlow();
  const store = useStoreApi();
  const duration = useReducedMotion() ? 0 : MOVE_MS;
  // Named once it is led to once: who has gone elsewhere since is not called back when a loop is collapsed.
  const led = useRef<string | null>(null);
  useEffect(() => {
    if (led.current === nodeKey) return;
    led.current = null;
    const node = graph.nodes.find(({ key }) => key === nodeKey);
    const geometry = geometryOf(graph, collapsed);
    if (!node || geometry.isHidden(node)) return;
    led.current = nodeKey;
    const rect = geometry.rect(node);
    const viewport = flow.getViewport();
    if (isInSight(rect, viewport, store.getState())) return;
    const zoom = Math.max(viewport.zoom, minZoom);
    const { x, y } = geometry.center(node);
    void flow.setCenter(x, y, { zoom, duration });
  }, [nodeKey, minZoom, duration, graph, collapsed, flow, store]);
  return null;
}
