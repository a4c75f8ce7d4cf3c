import type { NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { annotationsOf, type Rect, rectOf } from "@/lib/graph/annotations";
import { type AnnotationFlowNode, drawnAnnotation } from "@/lib/graph/drawn-annotations";
import type { Geometry, Point } from "@/lib/graph/geometry";
import { createKeeper } from "@/lib/graph/keep";
import { updateAnnotation } from "../state/annotations";
import { useBuilder, useBuilderContext } from "../state/context";
import type { BuilderFlowNode } from "./flow-elements";

export type CanvasNode = BuilderFlowNode | AnnotationFlowNode;

const NOT_RESIZING: ReadonlyMap<string, Rect> = new Map();

/** Notes and groups as React Flow draws them. While one is resized that is so here only; letting go is the edit. */
export function useAnnotationNodes(
  geometry: Geometry,
  dragged: ReadonlyMap<string, Point>,
  selecting: boolean,
) {
  const { store } = useBuilderContext();
  const selected = useBuilder((state) => state.selection.nodes);
  const writing = useBuilder((state) => state.writing);
  const [resized, setResized] = useState(NOT_RESIZING);
  const latest = useRef(NOT_RESIZING);

  const [keepKnown] = useState(() => createKeeper(looksTheSame));
  const annotations = useMemo(
    () =>
      keepKnown(
        annotationsOf(geometry.graph).map((annotation) => {
          const rect = resized.get(annotation.id) ?? { ...rectOf(annotation), ...dragged.get(annotation.id) };
          return drawnAnnotation(annotation, geometry, {
            ...{ rect, selected: selected.has(annotation.id), editing: writing === annotation.id },
            // An area takes a group only as a whole: `useMarquee` sees to that.
            selectable: !(selecting && annotation.kind === "group"),
          });
        }),
      ),
    [keepKnown, geometry, dragged, resized, selected, selecting, writing],
  );

  /** Takes the changes that are a resize, and gives the others. */
  const takeResizes = useCallback(
    (changes: NodeChange<CanvasNode>[]): NodeChange<CanvasNode>[] => {
      const ids = new Set(
        changes.flatMap((change) =>
          change.type === "dimensions" && "resizing" in change ? [change.id] : [],
        ),
      );
      if (ids.size === 0) return changes;
      const { document, edit } = store.getState();
      const known = new Map(annotationsOf(document.graph).map((each) => [each.id, rectOf(each)]));
      for (const change of changes) {
        if (!("id" in change) || !ids.has(change.id)) continue;
        const rect = latest.current.get(change.id) ?? known.get(change.id);
        if (!rect) continue;
        if (change.type === "position" && change.position)
          latest.current = new Map([[change.id, { ...rect, ...change.position }]]);
        if (change.type !== "dimensions") continue;
        const next = { ...rect, ...change.dimensions };
        latest.current = new Map([[change.id, next]]);
        if (change.resizing) continue;
        const { x, y, width, height } = next;
        edit(updateAnnotation(change.id, { position: { x, y }, size: { width, height } }));
        latest.current = NOT_RESIZING;
      }
      setResized(latest.current);
      return changes.filter((change) => !("id" in change) || !ids.has(change.id));
    },
    [store],
  );
  return { annotations, takeResizes };
}

function looksTheSame(a: AnnotationFlowNode, b: AnnotationFlowNode): boolean {
  return (
    a.data.annotation === b.data.annotation &&
    a.data.editing === b.data.editing &&
    a.selected === b.selected &&
    a.selectable === b.selectable &&
    a.zIndex === b.zIndex &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.width === b.width &&
    a.height === b.height
  );
}
