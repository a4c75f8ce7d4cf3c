import { Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { CopyButton } from "@/components/CopyButton";
import { JsonView } from "@/components/JsonView";
import { NodeStatusBadge } from "@/components/StatusBadge";
import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { elapsed, formatClock, formatDateTime, formatDuration } from "@/lib/time";
import type { NodeOutcome } from "../canvas/run-elements";
import { Facts } from "./Facts";
import { RunErrorAlert } from "./RunErrorAlert";

const text = messages.execution;

interface Props {
  name: string;
  outcome: NodeOutcome | undefined;
}

/** What went into a node and what came out, attempt by attempt. */
export function RunInspector({ name, outcome }: Props) {
  const [index, setIndex] = useState<number | null>(null);
  const runs = outcome?.runs ?? [];
  const run = runs[index ?? runs.length - 1];
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} lineClamp={1}>
          {name}
        </Title>
        {run ? <NodeStatusBadge status={run.status} /> : null}
      </Group>
      {runs.length > 1 ? (
        <SegmentedControl
          size="xs"
          aria-label={text.attempts}
          data={runs.map((each, at) => ({ value: String(at), label: labelOf(each) }))}
          value={String(index ?? runs.length - 1)}
          onChange={(next) => setIndex(Number(next))}
        />
      ) : null}
      {run ? <RunDetails run={run} /> : <Text size="sm">{messages.nodeStatus.pending}</Text>}
    </Stack>
  );
}

function labelOf({ attempt, iteration }: NodeRun): string {
  const attemptLabel = text.attempt(attempt + 1);
  return iteration ? `${text.iteration(iteration)} · ${attemptLabel}` : attemptLabel;
}

function RunDetails({ run }: { run: NodeRun }) {
  if (run.status === "skipped") {
    return (
      <Text size="sm" c="dimmed">
        {text.skipped}
      </Text>
    );
  }
  const { started_at, ended_at, handle, error } = run;
  const facts: [string, string][] = [];
  if (started_at) facts.push([text.started, formatClock(started_at)]);
  if (ended_at) facts.push([text.ended, formatClock(ended_at)]);
  if (started_at && ended_at) facts.push([text.duration, formatDuration(elapsed(started_at, ended_at))]);
  if (handle && handle !== "out") facts.push([text.handle, handle]);
  return (
    <>
      <Facts facts={facts} title={started_at ? formatDateTime(started_at) : undefined} />
      {error ? <RunErrorAlert error={error} /> : null}
      <ValueSection label={text.input} value={run.input} />
      {error && run.output === null ? null : <ValueSection label={text.output} value={run.output} />}
    </>
  );
}

export function ValueSection({ label, value }: { label: string; value: unknown }) {
  return (
    <section>
      <Group justify="space-between" mb={4}>
        <Title order={3}>{label}</Title>
        <CopyButton value={JSON.stringify(value, null, 2) ?? ""} label={`${text.copyValue}: ${label}`} />
      </Group>
      <JsonView value={value} label={label} />
    </section>
  );
}
