import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { AnnotationFlowNode } from "@/lib/graph/drawn-annotations";
import { AnnotationCard } from "./AnnotationCard";

/** A note or a group where nothing is edited: in a run, in a version. */
export const ReadOnlyAnnotation = memo(function ReadOnlyAnnotation({ data }: NodeProps<AnnotationFlowNode>) {
  return <AnnotationCard annotation={data.annotation} />;
});
