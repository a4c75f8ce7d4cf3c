import { Checkbox, Group, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type RowProps, rowCount, WindowedBody } from "@/components/windowing/WindowedBody";
import { ExecutionStatusBadge, WorkflowStatusBadge } from "@/components/StatusBadge";
import type { WorkflowSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { formatDateTime, formatRelative } from "@/lib/time";
import type { Listing } from "../list/listing";
import { type RowActions, RowMenu } from "./RowMenu";
import { SortHeader } from "./SortHeader";
import styles from "./WorkflowTable.module.css";

const text = messages.workflows;

/** The buttons of a row and the space around them; a description is a second line. */
const ROW = 45;

interface Props extends RowActions {
  workflows: readonly WorkflowSummary[];
  /** Whether there are others that were not read yet. */
  more: boolean;
  onSeen?: (first: number, end: number) => void;
  listing: Listing;
  onSort: (change: Pick<Listing, "sort" | "order">) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: readonly string[], on: boolean) => void;
}

export function WorkflowTable(props: Props) {
  const { workflows, more, onSeen, listing, onSort, selected, onSelect, ...actions } = props;
  const shown = workflows.map(({ id }) => id);
  const chosen = shown.filter((id) => selected.has(id)).length;
  const sorting = { listing, onSort };
  return (
    <Table verticalSpacing={8} highlightOnHover aria-rowcount={rowCount(workflows.length, more)}>
      <Table.Thead>
        <Table.Tr aria-rowindex={1}>
          <Table.Th w={40} pr={0}>
            <Checkbox
              size="xs"
              aria-label={text.selectAll}
              checked={chosen > 0 && chosen === shown.length}
              indeterminate={chosen > 0 && chosen < shown.length}
              onChange={({ currentTarget }) => onSelect(shown, currentTarget.checked)}
            />
          </Table.Th>
          <SortHeader column="name" label={text.name} {...sorting} />
          <SortHeader column="status" label={text.status} w={110} {...sorting} />
          <SortHeader column="last_run" label={text.lastRun} className={styles.lastRun} {...sorting} />
          <SortHeader column="updated" label={text.updated} w={150} visibleFrom="sm" {...sorting} />
          <Table.Th w={44} />
        </Table.Tr>
      </Table.Thead>
      <WindowedBody rows={workflows} columns={6} estimate={ROW} {...(onSeen ? { onSeen } : {})}>
        {(workflow, row) => (
          <Row
            key={workflow.id}
            {...{ row, workflow, onSelect, ...actions }}
            selected={selected.has(workflow.id)}
          />
        )}
      </WindowedBody>
    </Table>
  );
}

interface WorkflowRowProps extends RowActions, Pick<Props, "onSelect"> {
  row: RowProps;
  workflow: WorkflowSummary;
  selected: boolean;
}

function Row({ row, workflow, selected, onSelect, ...actions }: WorkflowRowProps) {
  const run = workflow.last_execution;
  return (
    <Table.Tr {...row}>
      <Table.Td pr={0}>
        <Checkbox
          size="xs"
          aria-label={text.select(workflow.name)}
          checked={selected}
          onChange={({ currentTarget }) => onSelect([workflow.id], currentTarget.checked)}
        />
      </Table.Td>
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
        <RowMenu workflow={workflow} {...actions} />
      </Table.Td>
    </Table.Tr>
  );
}
