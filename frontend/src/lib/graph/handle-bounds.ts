import { type NodeHandle, Position } from "@xyflow/react";
import type { FlatNode } from "./body";
import { handleShare, type Size } from "./geometry";
import { acceptsInput, handlesOf, rightHandles } from "./handles";

const DOT = 11;

const bounds = new Map<string, NodeHandle[]>();

function dot(x: number, y: number): Pick<NodeHandle, "x" | "y" | "width" | "height"> {
  return { x: x - DOT / 2, y: y - DOT / 2, width: DOT, height: DOT };
}

/**
 * Where a node's handles are, known without measuring: edges to nodes that are off screen, and so have no element,
 * are drawn right from the start. The same handles and size give the same array.
 */
export function handleBounds(node: Pick<FlatNode, "type" | "config">, { width, height }: Size): NodeHandle[] {
  const right = rightHandles(node);
  const below = handlesOf(node).includes("error");
  const key = [acceptsInput(node), width, height, below, ...right].join(" ");
  const known = bounds.get(key);
  if (known) return known;
  const all: NodeHandle[] = right.map((id, index) => ({
    ...{ id, type: "source", position: Position.Right },
    ...dot(width, height * handleShare(index, right.length)),
  }));
  if (below) all.push({ id: "error", type: "source", position: Position.Bottom, ...dot(width / 2, height) });
  if (acceptsInput(node))
    all.unshift({ id: null, type: "target", position: Position.Left, ...dot(0, height / 2) });
  bounds.set(key, all);
  return all;
}
