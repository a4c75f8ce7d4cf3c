import { annotationsOf, boundsOf, carriedBy, type Rect, rectOf } from "@/lib/graph/annotations";
import { withBodies } from "@/lib/graph/body";
import type { Geometry, Point } from "@/lib/graph/geometry";
import { type Box, boxOf } from "./alignment";

/** What is dragged and what it can line up with, all as it lies at rest on the whole canvas. */
export interface Alignable {
  geometry: Geometry;
  /** Of the dragged: by its place that of all of them is known. */
  leader: string;
  /** Where the leader is drawn: in a body it counts from the container's corner. */
  rest: Point;
  /** Around all that is dragged. */
  box: Box;
  others: readonly Box[];
}

/** The others are steps and notes, for notes and groups groups too. Null when nothing of what is dragged is there. */
export function alignableOf(geometry: Geometry, dragged: readonly string[]): Alignable | null {
  const { graph } = geometry;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const annotations = new Map(annotationsOf(graph).map((each) => [each.id, each]));
  const ids = dragged.filter((id) => nodes.has(id) || annotations.has(id));
  const [leader] = ids;
  const first = leader === undefined ? undefined : (nodes.get(leader) ?? annotations.get(leader));
  if (leader === undefined || !first) return null;
  const rectBy = (id: string): Rect[] => {
    const [node, annotation] = [nodes.get(id), annotations.get(id)];
    return node ? [geometry.rect(node)] : annotation ? [rectOf(annotation)] : [];
  };
  const bounds = boundsOf(ids.flatMap(rectBy));
  if (!bounds) return null;
  const led = new Set([...ids, ...carriedBy(geometry, new Set(ids)).keys()]);
  const gone = withBodies(graph, led);
  const withSteps = ids.some((id) => nodes.has(id));
  const others = [
    ...graph.nodes.filter((node) => !gone.has(node.id) && !geometry.isHidden(node)).map(({ id }) => id),
    ...[...annotations.values()]
      .filter(({ id, kind }) => !gone.has(id) && !(withSteps && kind === "group"))
      .map(({ id }) => id),
  ];
  const parent = nodes.get(leader)?.parent;
  return {
    ...{ geometry, leader, rest: geometry.toDrawn(first.position, parent), box: boxOf(bounds) },
    others: others.flatMap(rectBy).map(boxOf),
  };
}
