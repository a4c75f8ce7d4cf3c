import type { Connection, Edge, EdgeChange, OnConnectEnd } from "@xyflow/react";
import { useCallback, useRef } from "react";
import { acceptsInput } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { notifyInfo } from "@/lib/notify";
import { connect, connectionFault } from "../state/commands";
import { useBuilderContext } from "../state/context";
import { reroute } from "../state/wiring";

/** Drawing edges, leading them elsewhere by their ends, and selecting them. */
export function useWiring(onDroppedOnNothing: OnConnectEnd) {
  const { store } = useBuilderContext();
  const rerouting = useRef(false);

  const onEdgesChange = useCallback(
    (changes: EdgeChange<Edge>[]) => {
      const { selection, select } = store.getState();
      const next = new Set(selection.edges);
      for (const change of changes) {
        if (change.type !== "select") continue;
        if (change.selected) next.add(change.id);
        else next.delete(change.id);
      }
      select(selection.nodes, next);
    },
    [store],
  );

  const complain = useCallback(
    (source: string, target: string) => {
      const fault = connectionFault(store.getState().document.graph, source, target);
      if (fault === "cycle" || fault === "border") notifyInfo(messages.builder[fault]);
    },
    [store],
  );
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      complain(source, target);
      store.getState().edit(connect(source, sourceHandle ?? "out", target));
    },
    [store, complain],
  );
  const onReconnect = useCallback(
    ({ id }: Edge, { source, sourceHandle, target }: Connection) => {
      complain(source, target);
      store.getState().edit(reroute(id, source, sourceHandle ?? "out", target));
    },
    [store, complain],
  );
  const onReconnectStart = useCallback(() => {
    rerouting.current = true;
  }, []);
  const onReconnectEnd = useCallback(() => {
    rerouting.current = false;
  }, []);
  /** A new connection that ends on nothing asks what comes next; one led elsewhere goes back to where it was. */
  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, connection) => {
      if (!rerouting.current) onDroppedOnNothing(event, connection);
    },
    [onDroppedOnNothing],
  );

  const isValidConnection = useCallback(
    ({ source, target }: Connection | Edge) => {
      const node = store.getState().document.graph.nodes.find(({ id }) => id === target);
      return source !== target && node !== undefined && acceptsInput(node);
    },
    [store],
  );
  return {
    ...{ onEdgesChange, onConnect, onConnectEnd, isValidConnection },
    ...{ onReconnect, onReconnectStart, onReconnectEnd },
  };
}
