import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useRunView } from "../run-view";

const MOVE_MS = 200;

/** Keeps the node at which something just happened in view, without moving more than is needed. */
export function FollowMoment({ nodeKey }: { nodeKey: string | null }) {
  const { graph } = useRunView();
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    const id = graph.nodes.find(({ key }) => key === nodeKey)?.id;
    const node = id === undefined ? undefined : flow.getInternalNode(id);
    if (!node) return;
    const { width, height, transform } = store.getState();
    const [left, top, zoom] = transform;
    const { x, y } = node.internals.positionAbsolute;
    const size = { width: node.width ?? 0, height: node.height ?? 0 };
    const from = { x: x * zoom + left, y: y * zoom + top };
    const to = { x: from.x + size.width * zoom, y: from.y + size.height * zoom };
    if (from.x >= 0 && from.y >= 0 && to.x <= width && to.y <= height) return;
    void flow.setCenter(x + size.width / 2, y + size.height / 2, { zoom, duration: MOVE_MS });
  }, [nodeKey, graph, flow, store]);
  return null;
}
