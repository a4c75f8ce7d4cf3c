import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import type { Definition } from "@/lib/api/types";
import { seedOf } from "@/lib/graph/fresh-node";
import { NODE_SIZE } from "@/lib/graph/layout";
import { addNode } from "../state/commands";
import { useBuilderContext } from "../state/context";

/** Adds a node without a pointer: after the selected node and wired to it, or in the middle of what is shown. */
export function useAddDefinition(): (definition: Definition) => void {
  const { store } = useBuilderContext();
  const { screenToFlowPosition, setCenter, getZoom } = useReactFlow();
  const flow = useStoreApi();
  return useCallback(
    (definition) => {
      const { document, selection, edit, select } = store.getState();
      const [selectedId] = selection.nodes;
      const after =
        definition.kind !== "trigger" && selection.nodes.size === 1
          ? document.graph.nodes.find(({ id }) => id === selectedId)
          : undefined;
      const box = flow.getState().domNode?.getBoundingClientRect() ?? new DOMRect();
      const middle = screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      const corner = { x: middle.x - NODE_SIZE.width / 2, y: middle.y - NODE_SIZE.height / 2 };
      const { id, command } = addNode(seedOf(definition), corner, after);
      edit(command);
      select([id]);
      const added = store.getState().document.graph.nodes.find((node) => node.id === id);
      if (!added) return;
      void setCenter(added.position.x + NODE_SIZE.width / 2, added.position.y + NODE_SIZE.height / 2, {
        zoom: getZoom(),
        duration: 200,
      });
    },
    [store, flow, screenToFlowPosition, setCenter, getZoom],
  );
}
