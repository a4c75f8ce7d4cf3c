import type { Edge, Node } from "@xyflow/react";
import type { FlatNode } from "./body";
import type { Geometry, Point } from "./geometry";
import { handleBounds } from "./handle-bounds";
import { handleLabel, isLabelledOnCard } from "./handles";

/** What every canvas tells React Flow about a node: where it is, inside what, how large, and where its handles are. */
export function drawnNode(node: FlatNode, geometry: Geometry, position: Point) {
  const size = geometry.size(node.id);
  return {
    id: node.id,
    position,
    ...(node.parent === undefined ? {} : { parentId: node.parent }),
    ...size,
    measured: size,
    handles: handleBounds(node, size),
  } satisfies Omit<Node, "data">;
}

/** The edges to draw: those in collapsed loops are left out, and branches carry the label that their handle lacks. */
export function drawnEdges(geometry: Geometry): Edge[] {
  const { nodes, edges } = geometry.graph;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge) => {
    const source = byId.get(edge.source);
    if (source && geometry.isHidden(source)) return [];
    const handle = edge.source_handle ?? "out";
    const label = source && !isLabelledOnCard(source, handle) ? handleLabel(source, handle) : null;
    return {
      id: edge.id,
      source: edge.source,
      sourceHandle: handle,
      target: edge.target,
      className: handle === "error" ? "error-edge" : "",
      ...(label === null ? {} : { label: shorten(label), labelBgPadding: [4, 2] as [number, number] }),
    };
  });
}

const LABEL_LENGTH = 22;

function shorten(label: string): string {
  return label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label;
}
