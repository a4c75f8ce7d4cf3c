import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import type { Definition } from "@/lib/api/types";
import { isLoop } from "@/lib/graph/body";
import { freePlace } from "@/lib/graph/free-place";
import { seedOf } from "@/lib/graph/fresh-node";
import { NODE_SIZE } from "@/lib/graph/geometry";
import { addNode, type Destination } from "../state/commands";
import type { BuilderState } from "../state/builder-store";
import { useBuilderContext } from "../state/context";

/**
 * Adds a node without a pointer: into a selected loop that is empty, after the selected node and wired to it, or in
 * the free room nearest to the middle of what is shown. Added by keyboard, it is where the keyboard goes on.
 */
export function useAddDefinition(): (definition: Definition, by?: "keyboard" | "pointer") => void {
  const { store } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const flow = useStoreApi();
  return useCallback(
    (definition, by = "pointer") => {
      const box = flow.getState().domNode?.getBoundingClientRect() ?? new DOMRect();
      const middle = screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      const corner = { x: middle.x - NODE_SIZE.width / 2, y: middle.y - NODE_SIZE.height / 2 };
      const { edit, placed } = store.getState();
      const beside = definition.kind === "trigger" ? undefined : besideSelected(store.getState());
      const { id, command } = addNode(
        seedOf(definition),
        beside ?? { position: freePlace(store.getState().document.graph, corner) },
      );
      edit(command);
      placed(id, by === "keyboard");
    },
    [store, flow, screenToFlowPosition],
  );
}

function besideSelected({ document, selection }: BuilderState): Destination | undefined {
  const [selectedId] = selection.nodes;
  const { nodes } = document.graph;
  const selected = selection.nodes.size === 1 ? nodes.find(({ id }) => id === selectedId) : undefined;
  if (!selected) return undefined;
  const isEmpty = isLoop(selected) && nodes.every(({ parent }) => parent !== selected.id);
  return isEmpty ? { position: { x: 0, y: 0 }, parent: selected.id } : { after: selected };
}
