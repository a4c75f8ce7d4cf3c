import type { Node } from "@xyflow/react";

/**
 * Gives lists in which an item that looks as it did last time is the same object, and the same list when all do: what
 * draws them compares by identity.
 */
export function createKeeper<T extends { id: string }>(same: (a: T, b: T) => boolean): (items: T[]) => T[] {
  let known = new Map<string, T>();
  let last: T[] = [];
  return (items) => {
    const kept = items.map((item) => {
      const before = known.get(item.id);
      return before && same(before, item) ? before : item;
    });
    if (kept.length === last.length && kept.every((item, index) => item === last[index])) return last;
    known = new Map(kept.map((item) => [item.id, item]));
    last = kept;
    return kept;
  };
}

/** Whether a node stands where it did, and is as large, as selected and called as it was; what it shows is in its data. */
export function sameDrawn<N extends Node>(a: N, b: N): boolean {
  return (
    a.selected === b.selected &&
    a.parentId === b.parentId &&
    a.ariaLabel === b.ariaLabel &&
    a.handles === b.handles &&
    a.width === b.width &&
    a.height === b.height &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y
  );
}
