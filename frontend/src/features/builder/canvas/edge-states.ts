import type { Edge } from "@xyflow/react";

interface States {
  selected: ReadonlySet<string>;
  /** The edge under the pointer. */
  hovered: string | null;
  /** The edge that would take what is being dragged in between. */
  receiving: string | null;
}

/**
 * Marks a few of the edges, and gives the others as they are: hovering one of a thousand renders one. Only the ends of
 * an edge that is hovered or selected can be drawn elsewhere: the places to take hold of cost two elements each.
 */
export function withStates(edges: readonly Edge[], { selected, hovered, receiving }: States): Edge[] {
  return edges.map((edge) => {
    const isSelected = selected.has(edge.id);
    const isReceiving = receiving === edge.id;
    if (!isSelected && !isReceiving && hovered !== edge.id) return edge;
    return {
      ...edge,
      selected: isSelected,
      reconnectable: isSelected || hovered === edge.id,
      className: `${edge.className ?? ""} ${isReceiving ? "receiving-edge" : ""}`.trim(),
    };
  });
}
