import { Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { messages } from "@/lib/messages";
import { isCounted, readConfigured } from "@/lib/schedule/configured";
import { describeTiming } from "@/lib/schedule/describe";
import { nextStarts } from "@/lib/schedule/timing";
import { formatMoment, formatMomentHere, formatRelative } from "@/lib/time";
import { useForm } from "../form-context";
import styles from "./SchedulePreview.module.css";

const text = messages.schedulePreview;
const STARTS = 5;
const LOOK_MS = 15_000;

interface Props {
  expression: string;
  /** Whether the field says already what is wrong. */
  isFaulted: boolean;
}

/** What a schedule means: in words, and the moments it starts at next, in its time zone and the viewer's. */
export function SchedulePreview({ expression, isFaulted }: Props) {
  const { config } = useForm();
  const read = useMemo(() => readConfigured(config, expression), [config, expression]);
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), LOOK_MS, { autoInvoke: true });
  const starts = useMemo(
    () => (typeof read === "string" ? [] : nextStarts(read.timing, { now, ...read }, STARTS)),
    [read, now],
  );
  if (!expression) return null;
  if (typeof read === "string") {
    return isFaulted ? null : (
      <Text size="xs" c="var(--sw-failed)">
        {read}
      </Text>
    );
  }
  const { timing, timezone } = read;
  return (
    <div className={styles.preview}>
      <Text size="xs" fw={500}>
        {describeTiming(timing, timezone)}
      </Text>
      {starts.length === 0 ? (
        <Text size="xs" c="var(--sw-warning)">
          {timing.kind === "at" ? text.passed : text.never}
        </Text>
      ) : (
        <Starts starts={starts} timezone={timezone} now={now} />
      )}
      {isCounted(read, now) ? (
        <Text size="xs" c="dimmed">
          {text.fromPublish}
        </Text>
      ) : null}
    </div>
  );
}

function Starts({ starts, timezone, now }: { starts: readonly number[]; timezone: string; now: number }) {
  const differs = starts.some((at) => formatMoment(at, timezone) !== formatMoment(at));
  return (
    <table className={styles.starts}>
      <caption>{text.next}</caption>
      {differs ? (
        <thead>
          <tr>
            <th scope="col">{text.in(timezone)}</th>
            <th scope="col">{text.here}</th>
          </tr>
        </thead>
      ) : null}
      <tbody>
        {starts.map((at) => (
          <tr key={at}>
            <td>{formatMoment(at, timezone)}</td>
            <td>
              {differs ? formatMomentHere(at, timezone) : formatRelative(new Date(at).toISOString(), now)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
