import { useReactFlow } from "@xyflow/react";
import type { DragEvent } from "react";
import { seedOf } from "@/lib/graph/fresh-node";
import { Geometry, NODE_SIZE } from "@/lib/graph/geometry";
import { DRAG_TYPE } from "../palette/drag";
import { addNode } from "../state/commands";
import { useBuilderContext } from "../state/context";
import { canLieBetween, insertOnEdge } from "../state/wiring";
import type { useSplice } from "./use-splice";

/** Takes entries of the palette: onto the canvas, into a loop, or onto an edge and so between its ends. */
export function usePaletteDrop({ over }: ReturnType<typeof useSplice>) {
  const { store, definitions } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();

  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    over({ x: event.clientX, y: event.clientY });
  };
  const onDragLeave = () => over();
  const onDrop = (event: DragEvent) => {
    const at = { x: event.clientX, y: event.clientY };
    const edge = over(at);
    over();
    const definition = definitions.get(event.dataTransfer.getData(DRAG_TYPE));
    if (!definition) return;
    event.preventDefault();
    const seed = seedOf(definition);
    const pointer = screenToFlowPosition(at);
    const corner = { x: pointer.x - NODE_SIZE.width / 2, y: pointer.y - NODE_SIZE.height / 2 };
    const { document, collapsed, edit, placed } = store.getState();
    const geometry = new Geometry(document.graph, collapsed);
    const parent = definition.kind === "trigger" ? undefined : geometry.containerAt(pointer)?.id;
    const position = geometry.fromAbsolute(corner, parent);
    const { id, command } =
      edge !== null && canLieBetween({ config: {}, ...seed })
        ? insertOnEdge(edge, seed, corner)
        : addNode(seed, { position, parent });
    edit(command);
    placed(id);
  };
  return { onDragOver, onDragLeave, onDrop };
}
