import { Alert, Button, Group, Text } from "@mantine/core";
import { IconArrowUpRight, IconCornerLeftUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { ExecutionStatusBadge } from "@/components/StatusBadge";
import type { Execution, NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { useRunView } from "../run-view";

const text = messages.execution;

/** From a step that ran another workflow to that run, while it goes on too. */
export function ChildRunLink({ run }: { run: NodeRun }) {
  const child = childOf(useRunView().execution, run);
  if (!child) return null;
  return (
    <Group gap="xs" mb="xs">
      <RunLink id={child.execution_id} label={text.openChild} icon={<IconArrowUpRight size={14} />} />
      <ExecutionStatusBadge status={child.status} />
    </Group>
  );
}

/** From a run that failed to that of its error workflow, or why there is none. */
export function ErrorWorkflowRun() {
  const { children, error_workflow_fault: fault } = useRunView().execution;
  const runs = children.filter(({ node_key }) => node_key === "");
  return (
    <>
      {runs.map((run) => (
        <Group key={run.execution_id} gap="xs">
          <RunLink id={run.execution_id} label={text.openErrorRun} icon={<IconArrowUpRight size={14} />} />
          <ExecutionStatusBadge status={run.status} />
        </Group>
      ))}
      {fault ? (
        <Alert color="orange" p="xs" title={text.noErrorRunTitle}>
          <Text size="sm">{fault}</Text>
        </Alert>
      ) : null}
    </>
  );
}

/** From a run that another one started to that one. */
export function ParentRunLink() {
  const { parent } = useRunView().execution;
  if (!parent) return null;
  return (
    <Group>
      <RunLink
        id={parent.execution_id}
        label={parent.node_key === "" ? text.openFailed : text.openParent}
        icon={<IconCornerLeftUp size={14} />}
      />
    </Group>
  );
}

interface RunLinkProps {
  id: string;
  label: string;
  icon: React.ReactNode;
}

function RunLink({ id, label, icon }: RunLinkProps) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={icon}
      renderRoot={(props) => <Link to="/executions/$executionId" params={{ executionId: id }} {...props} />}
    >
      {label}
    </Button>
  );
}

/** The run that an attempt started: each attempt that waits starts one of its own. They come newest first. */
export function childOf(
  { children }: Pick<Execution, "children">,
  run: Pick<NodeRun, "key" | "iteration" | "attempt">,
) {
  const started = children.filter(
    ({ node_key, iteration }) => node_key === run.key && iteration === run.iteration,
  );
  return started.at(-1 - run.attempt) ?? started[0];
}
