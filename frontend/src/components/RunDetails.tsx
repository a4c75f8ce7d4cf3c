import { Group, Text, Title } from "@mantine/core";
import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { elapsed, formatClock, formatDateTime, formatDuration } from "@/lib/time";
import { CopyButton } from "./CopyButton";
import { Facts } from "./Facts";
import { JsonView } from "./JsonView";
import { RunErrorAlert } from "./RunErrorAlert";

const text = messages.execution;

/** One run of a node: when, which way, what went in and what came out. */
export function RunDetails({ run }: { run: NodeRun }) {
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
      {run.input === null ? null : <ValueSection label={text.input} value={run.input} />}
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
