import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { Handles } from "@/components/graph/Handles";
import { NodeCard } from "@/components/graph/NodeCard";
import { familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { elapsed, formatDuration } from "@/lib/time";
import type { NodeOutcome, RunFlowNode } from "./run-elements";

function resultOf(outcome: NodeOutcome | undefined): string | null {
  if (!outcome) return null;
  const { last, runs } = outcome;
  if (last.status === "skipped") return null;
  const parts = [
    last.started_at && last.ended_at ? formatDuration(elapsed(last.started_at, last.ended_at)) : null,
    runs.length > 1 ? `×${runs.length}` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(" · ") : messages.nodeStatus[last.status];
}

export const RunNode = memo(function RunNode({
  data: { node, definition, outcome, ended },
}: NodeProps<RunFlowNode>) {
  const status = outcome?.last.status ?? (ended ? "skipped" : "pending");
  return (
    <>
      <NodeCard
        family={familyOf(node)}
        icon={definition?.icon}
        title={node.name || node.key}
        subtitle={definition?.title ?? node.definition ?? node.type}
        status={status}
        result={resultOf(outcome)}
      />
      <Handles type={node.type} connectable={false} />
    </>
  );
});
