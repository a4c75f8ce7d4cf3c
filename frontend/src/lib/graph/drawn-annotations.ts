import type { Node } from "@xyflow/react";
import type { Annotation } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { annotationsOf, depthOf, type Rect, rectOf } from "./annotations";
import type { Geometry } from "./geometry";

export type AnnotationFlowNode = Node<{ annotation: Annotation; editing: boolean }, "annotation">;

interface State {
  rect?: Rect | undefined;
  selected?: boolean;
  selectable?: boolean;
  editing?: boolean;
}

/** An annotation as every canvas draws it: frames lie behind everything, notes before them, both behind the cards. */
export function drawnAnnotation(
  annotation: Annotation,
  geometry: Geometry,
  { rect = rectOf(annotation), selected = false, selectable = true, editing = false }: State = {},
): AnnotationFlowNode {
  const { x, y, width, height } = rect;
  const depth = depthOf(annotation, geometry);
  const behind = annotation.kind === "group" ? -2 : -1;
  return {
    id: annotation.id,
    type: "annotation",
    position: { x, y },
    ...{ width, height, measured: { width, height }, handles: [] },
    zIndex: depth > 0 ? depth : behind,
    selected,
    selectable,
    connectable: false,
    ...(annotation.kind === "group" ? { style: { pointerEvents: "none" } } : {}),
    data: { annotation, editing },
    ariaLabel: messages.annotations.label(annotation.kind, annotation.text),
  };
}

/** All of them, where nothing is edited. */
export function drawnAnnotations(geometry: Geometry): AnnotationFlowNode[] {
  return annotationsOf(geometry.graph).map((annotation) => ({
    ...drawnAnnotation(annotation, geometry),
    draggable: false,
    selectable: false,
    focusable: false,
  }));
}
