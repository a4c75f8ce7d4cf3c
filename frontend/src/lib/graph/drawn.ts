import type { Edge, Node, NodeHandle } from "@xyflow/react";
import type { FlatNode } from "./body";
import type { Geometry, Point, Size } from "./geometry";
import { handleBounds } from "./handle-bounds";
import { messages } from "../messages";
import { handleLabel, handleName, handlesOf, isLabelledOnCard } from "./handles";

/** What every canvas tells React Flow about a node: where it is, inside what, how large, and where its handles are. */
export function drawnNode(node: FlatNode, geometry: Geometry, position: Point) {
  const size = geometry.size(node.id);
  return {
    id: node.id,
    position,
    ...(node.parent === undefined ? {} : { parentId: node.parent }),
    ...size,
    measured: size,
    handles: handlesAt(node, size),
  } satisfies Omit<Node, "data">;
}

const known = new WeakMap<FlatNode, { size: Size; handles: NodeHandle[] }>();

/** As `handleBounds`, which only a node that was edited asks anew. */
function handlesAt(node: FlatNode, size: Size): NodeHandle[] {
  const before = known.get(node);
  if (before && before.size.width === size.width && before.size.height === size.height) return before.handles;
  const handles = handleBounds(node, size);
  known.set(node, { size, handles });
  return handles;
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
      ariaLabel: spoken(source, handle, byId.get(edge.target)),
      ...(label === null ? {} : { label: shorten(label) }),
    };
  });
}

/** What a screen reader says of an edge: React Flow would tell the ids of its ends. */
function spoken(source: FlatNode | undefined, handle: string, target: FlatNode | undefined): string {
  const nameOf = (node: FlatNode | undefined) => node?.name || node?.key || "";
  const only = source !== undefined && handlesOf(source).length > 1 && handle !== "out";
  return messages.canvas.edgeLabel(nameOf(source), nameOf(target), only ? handleName(source, handle) : null);
}

const LABEL_LENGTH = 22;

function shorten(label: string): string {
  return label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label;
}
