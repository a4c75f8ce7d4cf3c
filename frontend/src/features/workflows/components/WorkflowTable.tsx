import { ActionIcon, Group, Menu, Table, Text } from "@mantine/core";
import { IconArchive, IconDots, IconListDetails } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { ExecutionStatusBadge, WorkflowStatusBadge } from "@/components/StatusBadge";
import type { WorkflowSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { formatDateTime, formatRelative } from "@/lib/time";
import styles from "./WorkflowTable.module.css";

const text = messages.workflows;

interface Props {
  workflows: readonly WorkflowSummary[];
  onArchive: (workflow: WorkflowSummary) => void;
}

export function WorkflowTable({ workflows, onArchive }: Props) {
  return (
    <Table verticalSpacing={8} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.name}</Table.Th>
          <Table.Th w={110}>{text.status}</Table.Th>
          <Table.Th className={styles.lastRun}>{text.lastRun}</Table.Th>
          <Table.Th w={150} visibleFrom="sm">
            {text.updated}
          </Table.Th>
          <Table.Th w={44} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {workflows.map((workflow) => (
          <Row key={workflow.id} workflow={workflow} onArchive={() => onArchive(workflow)} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ workflow, onArchive }: { workflow: WorkflowSummary; onArchive: () => void }) {
  const run = workflow.last_execution;
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/workflows/$workflowId" params={{ workflowId: workflow.id }} className="row-link">
          {workflow.name}
        </Link>
        {workflow.description ? (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {workflow.description}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>
        <WorkflowStatusBadge status={workflow.status} />
      </Table.Td>
      <Table.Td>
        {run ? (
          <Link to="/executions/$executionId" params={{ executionId: run.id }} className="plain-link">
            <Group gap="2px 8px">
              <ExecutionStatusBadge status={run.status} />
              <Text size="sm" c="dimmed" title={formatDateTime(run.started_at)}>
                {formatRelative(run.started_at)}
              </Text>
            </Group>
          </Link>
        ) : (
          <Text size="sm" c="dimmed">
            {messages.common.never}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" c="dimmed" title={formatDateTime(workflow.updated_at)}>
          {formatRelative(workflow.updated_at)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={text.menu(workflow.name)}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconListDetails size={15} />}
              renderRoot={(props) => <Link to="/executions" search={{ workflow: workflow.id }} {...props} />}
            >
              {text.showExecutions}
            </Menu.Item>
            {workflow.status === "archived" ? null : (
              <Menu.Item color="red" leftSection={<IconArchive size={15} />} onClick={onArchive}>
                {text.archive}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
