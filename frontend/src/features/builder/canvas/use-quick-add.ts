import { type FinalConnectionState, useReactFlow, useStoreApi } from "@xyflow/react";
import { type MouseEvent as ReactMouseEvent, useCallback, useState } from "react";
import type { Definition } from "@/lib/api/types";
import { seedOf } from "@/lib/graph/fresh-node";
import { Geometry, NODE_SIZE, type Point } from "@/lib/graph/geometry";
import { addNode, connect } from "../state/commands";
import { insertOnEdge } from "../state/wiring";
import { useBuilderContext } from "../state/context";

export interface Asked {
  /** What the new node follows; null for one on its own. */
  after: { source: string; handle: string } | null;
  /** The edge that it is put on. */
  on?: string;
  /** Where on the canvas, in pixels of the window. */
  at: Point;
}

/**
 * A connection dropped on nothing, and a double-click, ask what should be added there. The edge leaves by the handle
 * that it was drawn from; dropped beside the canvas, what it asks for goes to the border.
 */
export function useQuickAdd() {
  const { store } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const flow = useStoreApi();
  const [asked, setAsked] = useState<Asked | null>(null);

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
      const { fromHandle, fromNode, toHandle } = connection;
      if (!fromNode || fromHandle?.type !== "source") return;
      // Beside a way out of another node, such as that of the loop around it, it ends on nothing all the same.
      if (toHandle && (toHandle.type === "target" || toHandle.nodeId === fromNode.id)) return;
      const pointer = "changedTouches" in event ? event.changedTouches[0] : event;
      const canvas = flow.getState().domNode?.getBoundingClientRect();
      if (!pointer || !canvas) return;
      const at = {
        x: Math.min(Math.max(pointer.clientX, canvas.left), canvas.right),
        y: Math.min(Math.max(pointer.clientY, canvas.top), canvas.bottom),
      };
      setAsked({
        after: { source: fromNode.id, handle: fromHandle.id ?? "out" },
        at,
      });
    },
    [flow],
  );
  const onDoubleClick = useCallback((event: ReactMouseEvent) => {
    const onPane = event.target instanceof Element && event.target.matches(".react-flow__pane");
    if (onPane) setAsked({ after: null, at: { x: event.clientX, y: event.clientY } });
  }, []);

  const close = useCallback(() => setAsked(null), []);
  const pick = useCallback(
    (definition: Definition) => {
      if (!asked) return;
      setAsked(null);
      const { after, at } = asked;
      const { document, collapsed, edit, placed } = store.getState();
      if (asked.on !== undefined) {
        const inserted = insertOnEdge(asked.on, seedOf(definition));
        edit(inserted.command);
        placed(inserted.id);
        return;
      }
      const geometry = new Geometry(document.graph, collapsed);
      const point = screenToFlowPosition(at);
      const parent = after
        ? document.graph.nodes.find(({ id }) => id === after.source)?.parent
        : geometry.containerAt(point)?.id;
      // The input is at the middle of the left side: there the pointer let go.
      const corner = { x: point.x, y: point.y - NODE_SIZE.height / 2 };
      const { id, command } = addNode(seedOf(definition), {
        position: geometry.fromAbsolute(corner, parent),
        parent,
      });
      edit((draft) => (after ? connect(after.source, after.handle, id)(command(draft)) : command(draft)));
      placed(id);
    },
    [asked, store, screenToFlowPosition],
  );
  return { asked, ask: setAsked, onConnectEnd, onDoubleClick, pick, close };
}
