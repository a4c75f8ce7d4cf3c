import { Badge, Checkbox, Group, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type RowProps, rowCount, WindowedBody } from "@/components/windowing/WindowedBody";
import { ExecutionStatusBadge } from "@/components/StatusBadge";
import type { ExecutionSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { explain } from "@/lib/run-error";
import { elapsed, formatDateTime, formatDuration, formatRelative, formatRelativeShort } from "@/lib/time";
import { canCancel } from "../list/use-cancel-runs";

const text = messages.executions;

/** One line of text and the space around it; a failed one has a second line. */
const ROW = 40;

interface Props {
  executions: readonly ExecutionSummary[];
  /** Whether there are others that were not read yet. */
  more: boolean;
  onSeen?: (first: number, end: number) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: readonly string[], on: boolean) => void;
}

/** The runs; those that can be cancelled can be selected for it. */
export function ExecutionTable({ executions, more, onSeen, selected, onSelect }: Props) {
  const open = executions.filter(canCancel).map(({ id }) => id);
  const chosen = open.filter((id) => selected.has(id)).length;
  return (
    <Table verticalSpacing={8} highlightOnHover aria-rowcount={rowCount(executions.length, more)}>
      <Table.Thead>
        <Table.Tr aria-rowindex={1}>
          <Table.Th w={40} pr={0}>
            <Checkbox
              size="xs"
              aria-label={text.selectAll}
              disabled={open.length === 0}
              checked={chosen > 0 && chosen === open.length}
              indeterminate={chosen > 0 && chosen < open.length}
              onChange={({ currentTarget }) => onSelect(open, currentTarget.checked)}
            />
          </Table.Th>
          <Table.Th>{text.workflow}</Table.Th>
          <Table.Th w={190}>{text.status}</Table.Th>
          <Table.Th w={150}>{text.started}</Table.Th>
          <Table.Th w={110} ta="right" visibleFrom="xs">
            {text.duration}
          </Table.Th>
          <Table.Th w={150} visibleFrom="sm">
            {text.trigger}
          </Table.Th>
          <Table.Th w={80} ta="right" visibleFrom="sm">
            {text.version}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <WindowedBody rows={executions} columns={7} estimate={ROW} {...(onSeen ? { onSeen } : {})}>
        {(execution, row) => (
          <Row key={execution.id} {...{ row, execution, onSelect }} selected={selected.has(execution.id)} />
        )}
      </WindowedBody>
    </Table>
  );
}

function errorLine(error: NonNullable<ExecutionSummary["error"]>): string {
  const { title, text: told } = explain(error);
  return told === "" ? title : `${title}: ${told}`;
}

interface ExecutionRowProps extends Pick<Props, "onSelect"> {
  row: RowProps;
  execution: ExecutionSummary;
  selected: boolean;
}

function Row({ row, execution, selected, onSelect }: ExecutionRowProps) {
  const { started_at, ended_at, duration_ms } = execution;
  return (
    <Table.Tr {...row}>
      <Table.Td pr={0}>
        {canCancel(execution) ? (
          <Checkbox
            size="xs"
            aria-label={text.select(execution.workflow_name, formatRelative(started_at))}
            checked={selected}
            onChange={({ currentTarget }) => onSelect([execution.id], currentTarget.checked)}
          />
        ) : null}
      </Table.Td>
      <Table.Td>
        <Link to="/executions/$executionId" params={{ executionId: execution.id }} className="row-link">
          {execution.workflow_name}
        </Link>
        {execution.error ? (
          <Text
            size="xs"
            c={execution.status === "cancelled" ? "dimmed" : "red"}
            lineClamp={1}
            maw={{ base: "30vw", sm: "none" }}
          >
            {errorLine(execution.error)}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          <ExecutionStatusBadge status={execution.status} />
          {execution.waiting > 0 ? (
            <Badge color="yellow" title={messages.execution.waitingHint}>
              {text.waitingFor(execution.waiting)}
            </Badge>
          ) : null}
          {execution.diverged ? (
            <Badge color="orange" title={text.divergedHint}>
              {text.diverged}
            </Badge>
          ) : null}
        </Group>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed" title={formatDateTime(started_at)} className="one-line">
          <Text span inherit visibleFrom="xs">
            {formatRelative(started_at)}
          </Text>
          <Text span inherit hiddenFrom="xs">
            {formatRelativeShort(started_at)}
          </Text>
        </Text>
      </Table.Td>
      <Table.Td ta="right" visibleFrom="xs" className="numeric">
        {formatDuration(duration_ms ?? elapsed(started_at, ended_at))}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" c="dimmed" truncate title={execution.trigger ?? undefined}>
          {execution.trigger_name ?? execution.trigger}
        </Text>
      </Table.Td>
      <Table.Td ta="right" visibleFrom="sm" className="numeric">
        {execution.version}
      </Table.Td>
    </Table.Tr>
  );
}
