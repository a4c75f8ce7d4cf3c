import { Badge } from "@mantine/core";
import type { ExecutionStatus, NodeRunStatus, WorkflowStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const COLORS: Record<WorkflowStatus | ExecutionStatus | NodeRunStatus, string> = {
  draft: "gray",
  published: "teal",
  inactive: "yellow",
  archived: "gray",
  running: "blue",
  succeeded: "teal",
  failed: "red",
  timed_out: "orange",
  cancelled: "yellow",
  skipped: "gray",
};

export function WorkflowStatusBadge({ status }: { status: WorkflowStatus }) {
  return <Badge color={COLORS[status]}>{messages.workflowStatus[status]}</Badge>;
}

export function ExecutionStatusBadge({ status }: { status: ExecutionStatus }) {
  return (
    <Badge color={COLORS[status]} variant={status === "running" ? "dot" : "light"}>
      {messages.executionStatus[status]}
    </Badge>
  );
}

export function NodeStatusBadge({ status }: { status: NodeRunStatus }) {
  return (
    <Badge color={COLORS[status]} variant={status === "running" ? "dot" : "light"} size="sm">
      {messages.nodeStatus[status]}
    </Badge>
  );
}
