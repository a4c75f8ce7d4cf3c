import type { FitViewOptions, Node, ReactFlowInstance } from "@xyflow/react";

/** The whole graph in view, never larger than life. */
export const WHOLE = { maxZoom: 1, padding: 0.08 } satisfies FitViewOptions;

/** Below this zoom the names on the cards cannot be read. */
const READABLE_ZOOM = 0.6;

/** What a canvas shows first: the whole graph, or where it starts when the whole would be too small to read. */
export function showOpening<N extends Node>(flow: ReactFlowInstance<N>): void {
  void flow.fitView(WHOLE).then(() => {
    if (flow.getZoom() >= READABLE_ZOOM) return;
    const start = flow
      .getNodes()
      .filter(({ parentId, type }) => parentId === undefined && type !== "annotation")
      .reduce<{ id: string; x: number } | null>(
        (leftmost, { id, position: { x } }) => (leftmost && leftmost.x <= x ? leftmost : { id, x }),
        null,
      );
    if (start) void flow.fitView({ nodes: [start], minZoom: READABLE_ZOOM, maxZoom: READABLE_ZOOM });
  });
}
