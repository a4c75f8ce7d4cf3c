import type { Node, NodeProps } from "@xyflow/react";
import { memo } from "react";
import { AnnotationCard } from "@/components/graph/AnnotationCard";
import type { Annotation } from "@/lib/api/types";
import styles from "./Compare.module.css";
import type { Mark } from "./overlay";

export type MarkedAnnotationFlowNode = Node<{ annotation: Annotation; mark: Mark | undefined }, "annotation">;

/** A note or a group of a comparison, marked as the steps are. */
export const MarkedAnnotation = memo(function MarkedAnnotation({
  data: { annotation, mark },
}: NodeProps<MarkedAnnotationFlowNode>) {
  return (
    <div
      className={styles.node}
      data-mark={mark?.tone ?? "none"}
      data-frame={annotation.kind === "group" || undefined}
    >
      <AnnotationCard annotation={annotation} />
      {mark ? <span className={styles.mark}>{mark.label}</span> : null}
    </div>
  );
});
