import { type FinalConnectionState, useReactFlow } from "@xyflow/react";
import { useCallback, useState } from "react";
import type { Definition } from "@/lib/api/types";
import { seedOf } from "@/lib/graph/fresh-node";
import { Geometry, NODE_SIZE, type Point } from "@/lib/graph/geometry";
import { addNode, connect } from "../state/commands";
import { useBuilderContext } from "../state/context";

interface Dropped {
  source: string;
  handle: string;
  /** Where, in pixels of the window. */
  at: Point;
}

/** A connection dropped on nothing asks what should follow there; the edge leaves by the handle it was drawn from. */
export function useQuickAdd() {
  const { store } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const [dropped, setDropped] = useState<Dropped | null>(null);

  const onConnectEnd = useCallback((event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
    const { fromHandle, fromNode, toNode } = connection;
    if (!fromNode || fromHandle?.type !== "source" || toNode) return;
    const pointer = "changedTouches" in event ? event.changedTouches[0] : event;
    const overCanvas = event.target instanceof Element && event.target.closest(".react-flow") !== null;
    if (!pointer || !overCanvas) return;
    setDropped({
      source: fromNode.id,
      handle: fromHandle.id ?? "out",
      at: { x: pointer.clientX, y: pointer.clientY },
    });
  }, []);

  const close = useCallback(() => setDropped(null), []);
  const pick = useCallback(
    (definition: Definition) => {
      if (!dropped) return;
      setDropped(null);
      const { document, collapsed, edit, placed } = store.getState();
      const source = document.graph.nodes.find(({ id }) => id === dropped.source);
      if (!source) return;
      const geometry = new Geometry(document.graph, collapsed);
      const point = screenToFlowPosition(dropped.at);
      // The input is at the middle of the left side: there the pointer let go.
      const corner = { x: point.x, y: point.y - NODE_SIZE.height / 2 };
      const { id, command } = addNode(seedOf(definition), {
        position: geometry.fromAbsolute(corner, source.parent),
        parent: source.parent,
      });
      edit((draft) => connect(dropped.source, dropped.handle, id)(command(draft)));
      placed(id);
    },
    [dropped, store, screenToFlowPosition],
  );
  return { dropped, onConnectEnd, pick, close };
}
