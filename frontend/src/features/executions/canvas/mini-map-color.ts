import type { AnnotationFlowNode } from "@/lib/graph/drawn-annotations";
import type { RunFlowNode } from "./run-elements";

const COLORS: Record<RunFlowNode["data"]["status"], string> = {
  running: "var(--sw-running)",
  succeeded: "var(--sw-succeeded)",
  failed: "var(--sw-failed)",
  cancelled: "var(--sw-warning)",
  skipped: "var(--sw-border)",
  pending: "var(--sw-border)",
};

/** How a node of a run stands out on the map: by how it went. */
export function miniMapColor(node: RunFlowNode | AnnotationFlowNode): string | null {
  if (node.type === "annotation") return node.data.annotation.kind === "note" ? "var(--sw-border)" : null;
  return node.data.open ? null : COLORS[node.data.status];
}
