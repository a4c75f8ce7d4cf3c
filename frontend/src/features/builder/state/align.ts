/** Edits that line up what is selected. */
import { annotationsOf, boundsOf, carriedBy, type Rect, rectOf } from "@/lib/graph/annotations";
import { type FlatGraph, isLoop } from "@/lib/graph/body";
import { Geometry, type Point } from "@/lib/graph/geometry";
import { moveItems } from "./annotations";
import type { Command } from "./commands";
import { outermost } from "./membership";

export type Alignment = "left" | "center" | "right" | "top" | "middle" | "bottom";
export type Axis = "horizontal" | "vertical";

interface Item extends Rect {
  id: string;
  /** As in the document: in a body it counts from the body's corner. */
  position: Point;
}

/** Moves the selected nodes and annotations to one line: an edge or the middle of all of them together. */
export function align(ids: ReadonlySet<string>, alignment: Alignment): Command {
  return (draft) => {
    const items = itemsOf(draft.graph, ids);
    const bounds = boundsOf(items);
    if (!bounds || items.length < 2) return draft;
    const to = (item: Item): Point => {
      const x = {
        left: bounds.x,
        center: bounds.x + (bounds.width - item.width) / 2,
        right: bounds.x + bounds.width - item.width,
      };
      const y = {
        top: bounds.y,
        middle: bounds.y + (bounds.height - item.height) / 2,
        bottom: bounds.y + bounds.height - item.height,
      };
      return {
        x: alignment in x ? x[alignment as keyof typeof x] : item.x,
        y: alignment in y ? y[alignment as keyof typeof y] : item.y,
      };
    };
    return moveItems(new Map(items.map((item) => [item.id, moved(item, to(item))])))(draft);
  };
}

/** Makes the gaps between the selected items alike; the first and the last stay. */
export function distribute(ids: ReadonlySet<string>, axis: Axis): Command {
  return (draft) => {
    const [start, length] = axis === "horizontal" ? (["x", "width"] as const) : (["y", "height"] as const);
    const items = itemsOf(draft.graph, ids).toSorted((a, b) => a[start] - b[start]);
    const bounds = boundsOf(items);
    if (!bounds || items.length < 3) return draft;
    const filled = items.reduce((sum, item) => sum + item[length], 0);
    const gap = (bounds[length] - filled) / (items.length - 1);
    let at = bounds[start];
    const positions = new Map<string, Point>();
    for (const item of items) {
      positions.set(item.id, moved(item, { x: item.x, y: item.y, [start]: at }));
      at += item[length] + gap;
    }
    return moveItems(positions)(draft);
  };
}

/** What is lined up: the outermost of the selection, without what moves along with a selected group. */
function itemsOf(graph: FlatGraph, ids: ReadonlySet<string>): Item[] {
  const geometry = new Geometry(graph);
  const led = new Set<string>();
  for (const id of containersAmong(graph, ids))
    for (const member of carriedBy(geometry, new Set([id])).keys()) led.add(member);
  return [
    ...outermost(graph, ids)
      .filter(({ id }) => !led.has(id))
      .map((node) => ({ id: node.id, position: node.position, ...geometry.rect(node) })),
    ...annotationsOf(graph)
      .filter(({ id }) => ids.has(id) && !led.has(id))
      .map((each) => ({ id: each.id, ...rectOf(each), position: each.position })),
  ];
}

function containersAmong(graph: FlatGraph, ids: ReadonlySet<string>): string[] {
  const groups = annotationsOf(graph).filter(({ kind }) => kind === "group");
  return [...graph.nodes.filter(isLoop), ...groups].map(({ id }) => id).filter((id) => ids.has(id));
}

function moved({ x, y, position }: Item, to: Point): Point {
  return { x: Math.round(position.x + to.x - x), y: Math.round(position.y + to.y - y) };
}
