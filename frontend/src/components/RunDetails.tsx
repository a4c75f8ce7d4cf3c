import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { elapsed, formatClock, formatDateTime, formatDuration } from "@/lib/time";
import { DataView } from "./data/DataView";
import { Facts } from "./Facts";
import { RunErrorAlert } from "./RunErrorAlert";

const text = messages.execution;

interface Props {
  run: NodeRun;
  /** In place of values that were left out; else it says that they were. */
  values?: ReactNode;
  /** What else it could read, above what went in. */
  given?: ReactNode;
}

/** One run of a node: when, which way, what went in and what came out. */
export function RunDetails({ run, values, given }: Props) {
  if (run.status === "skipped") {
    return (
      <>
        <Text size="sm" c="dimmed">
          {text.skipped}
        </Text>
        {given}
      </>
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
      {given}
      {run.values_omitted ? (
        (values ?? <Text size="sm">{messages.wholeRun.valuesLeftOut}</Text>)
      ) : (
        <Values run={run} />
      )}
    </>
  );
}

function Values({ run }: { run: NodeRun }) {
  return (
    <>
      {run.input === null ? null : <ValueSection label={text.input} value={run.input} />}
      {run.output === null && (run.error || run.status === "running") ? null : (
        <ValueSection label={text.output} value={run.output} root={`$${run.key}`} />
      )}
    </>
  );
}

interface ValueProps {
  label: string;
  value: unknown;
  /** The expression that reads it: what paths into it begin with. */
  root?: string | undefined;
}

export function ValueSection({ label, value, root }: ValueProps) {
  return (
    <section>
      <Title order={3} mb={4}>
        {label}
      </Title>
      <DataView value={value} label={label} root={root} />
    </section>
  );
}
