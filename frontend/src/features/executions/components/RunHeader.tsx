import { ActionIcon, Button, Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconSchema } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { ExecutionStatusBadge } from "@/components/StatusBadge";
import { messages } from "@/lib/messages";
import { formatDateTime, formatDuration, inOtherZone } from "@/lib/time";
import { useRunView } from "../run-view";
import { CancelButton } from "./CancelButton";
import { RedriveButton } from "./RedriveButton";
import { RunAgainButton } from "./RunAgainButton";
import { RunMarks } from "./RunMarks";
import styles from "../ExecutionView.module.css";

const text = messages.execution;

/** What fills the page: the graph of the run's version, or the steps in time. */
export type Shown = "graph" | "timeline";

interface Props {
  shown: Shown;
  onShow: (shown: Shown) => void;
}

/** Which run it is, how it stands, and what can be done with it. */
export function RunHeader({ shown, onShow }: Props) {
  const { execution } = useRunView();
  const { status, started_at, duration_ms, version, timezone } = execution;
  const elsewhere = inOtherZone(started_at, timezone);
  return (
    <div className={styles.header}>
      <Tooltip label={text.back}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text.back}
          renderRoot={(props) => <Link to="/executions" {...props} />}
        >
          <IconArrowLeft size={17} />
        </ActionIcon>
      </Tooltip>
      <Text fw={600} truncate>
        {execution.workflow_name}
      </Text>
      <ExecutionStatusBadge status={status} />
      <RunMarks execution={execution} />
      <Text size="xs" c="dimmed" truncate className="numeric" title={elsewhere ?? undefined}>
        {formatDateTime(started_at)}
        {elsewhere ? ` (${elsewhere})` : null}
        {duration_ms === null || duration_ms === undefined ? null : ` · ${formatDuration(duration_ms)}`}
        {version === null ? null : ` · ${messages.versions.version(version)}`}
      </Text>
      <Group gap={6} ml="auto" wrap="nowrap">
        <SegmentedControl
          size="xs"
          aria-label={text.view}
          data={[
            { value: "graph", label: text.graph },
            { value: "timeline", label: text.timeline },
          ]}
          value={shown}
          onChange={(next) => onShow(next === "timeline" ? "timeline" : "graph")}
        />
        {status === "running" && !execution.express ? <CancelButton executionId={execution.id} /> : null}
        <RedriveButton execution={execution} />
        <RunAgainButton execution={execution} />
        <Button
          variant="default"
          leftSection={<IconSchema size={14} />}
          title={text.openWorkflowHint}
          renderRoot={(props) => (
            <Link
              to="/workflows/$workflowId"
              params={{ workflowId: execution.workflow_id }}
              search={{ run: execution.id }}
              {...props}
            />
          )}
        >
          {text.openWorkflow}
        </Button>
      </Group>
    </div>
  );
}
