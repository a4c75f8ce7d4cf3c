import { type NodeHandle, Position } from "@xyflow/react";
import { handlesOf } from "./handles";
import { NODE_SIZE } from "./layout";

const DOT = 11;

/** Where each outgoing handle sits on the card's right side, as a share of its height. */
export const HANDLE_TOP: Readonly<Record<string, number>> = { out: 0.5, true: 0.28, false: 0.72 };

const bounds = new Map<string, NodeHandle[]>();

function dot(x: number, y: number): Pick<NodeHandle, "x" | "y" | "width" | "height"> {
  return { x: x - DOT / 2, y: y - DOT / 2, width: DOT, height: DOT };
}

/**
 * Handle positions by node type, known without measuring: edges to nodes that are off screen, and so have no
 * element, are drawn right from the start.
 */
export function handleBounds(type: string): NodeHandle[] {
  const known = bounds.get(type);
  if (known) return known;
  const { width, height } = NODE_SIZE;
  const sources = handlesOf(type).map((id): NodeHandle => {
    if (id === "error") return { id, type: "source", position: Position.Bottom, ...dot(width / 2, height) };
    return { id, type: "source", position: Position.Right, ...dot(width, height * (HANDLE_TOP[id] ?? 0.5)) };
  });
  const target: NodeHandle = { id: null, type: "target", position: Position.Left, ...dot(0, height / 2) };
  const all = type === "trigger" ? sources : [target, ...sources];
  bounds.set(type, all);
  return all;
}
