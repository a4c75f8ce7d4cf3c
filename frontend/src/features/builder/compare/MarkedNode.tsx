import type { Node, NodeProps } from "@xyflow/react";
import { memo } from "react";
import { Handles } from "@/components/graph/Handles";
import { LoopFrame } from "@/components/graph/LoopFrame";
import { NodeCard } from "@/components/graph/NodeCard";
import type { Definition, GraphNode } from "@/lib/api/types";
import { familyOf } from "@/lib/graph/family";
import styles from "./Compare.module.css";
import type { Mark } from "./overlay";

export type MarkedFlowNode = Node<
  { node: GraphNode; definition: Definition | undefined; loop: boolean; mark: Mark | undefined },
  "marked"
>;

/** A node of a comparison: what did not change stands back, what did says how. */
export const MarkedNode = memo(function MarkedNode({ data }: NodeProps<MarkedFlowNode>) {
  const { node, definition, loop, mark } = data;
  const title = node.name || node.key;
  const kind = definition?.title ?? node.definition ?? node.type;
  const shared = { node, icon: definition?.icon, title };
  return (
    <div className={styles.node} data-mark={mark?.tone ?? "none"} data-loop={loop || undefined}>
      {loop ? (
        <LoopFrame {...shared} subtitle={title === kind ? "" : kind} />
      ) : (
        <NodeCard {...shared} family={familyOf(node)} subtitle={kind} />
      )}
      {mark ? <span className={styles.mark}>{mark.label}</span> : null}
      <Handles node={node} connectable={false} />
    </div>
  );
});
