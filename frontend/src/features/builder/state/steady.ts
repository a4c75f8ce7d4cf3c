import { cornerOf, type Point } from "@/lib/graph/geometry";
import { type FlatGraph, isLoop, levelsOf, parentsFirst } from "@/lib/graph/body";

/**
 * Keeps what is drawn where it was. A container hugs its body, so an edit that moves the body's corner would move every
 * other node of it on the canvas: the loop takes the way instead. Gives the next graph with the loops moved.
 */
export function steady(before: FlatGraph, after: FlatGraph): FlatGraph {
  const loops = parentsFirst(after.nodes).filter(isLoop).reverse();
  if (loops.length === 0) return after;
  const past = levelsOf(before);
  const moved = new Map<string, Point>();
  const present = levelsOf(after);
  for (const loop of loops) {
    const old = past.get(loop.id)?.nodes ?? [];
    const body = (present.get(loop.id)?.nodes ?? []).map((node) => ({
      position: moved.get(node.id) ?? node.position,
    }));
    if (old.length === 0 || body.length === 0) continue;
    const from = cornerOf(old);
    const to = cornerOf(body);
    if (from.x === to.x && from.y === to.y) continue;
    moved.set(loop.id, {
      x: loop.position.x + to.x - from.x,
      y: loop.position.y + to.y - from.y,
    });
  }
  if (moved.size === 0) return after;
  const nodes = after.nodes.map((node) => {
    const position = moved.get(node.id);
    return position ? { ...node, position } : node;
  });
  return { ...after, nodes };
}
