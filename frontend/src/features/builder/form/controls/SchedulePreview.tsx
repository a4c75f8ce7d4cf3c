import { Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { messages } from "@/lib/messages";
import { InvalidExpression } from "@/lib/schedule/cron";
import { describeTiming } from "@/lib/schedule/describe";
import { nextStarts, parseTiming, type Timing } from "@/lib/schedule/timing";
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
  const timezone = typeof config.timezone === "string" && config.timezone ? config.timezone : "UTC";
  const read = useMemo(() => readTiming(expression, timezone), [expression, timezone]);
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), LOOK_MS, { autoInvoke: true });
  const start = momentOf(config.start);
  const end = momentOf(config.end);
  const timing = typeof read === "string" ? null : read;
  const starts = useMemo(
    () => (timing ? nextStarts(timing, { now, start, end }, STARTS) : []),
    [timing, now, start, end],
  );
  if (!expression) return null;
  if (typeof read === "string") {
    return isFaulted ? null : (
      <Text size="xs" c="var(--sw-failed)">
        {read}
      </Text>
    );
  }
  const isCounted = read.kind === "rate" && !(start !== undefined && start > now);
  return (
    <div className={styles.preview}>
      <Text size="xs" fw={500}>
        {describeTiming(read, timezone)}
      </Text>
      {starts.length === 0 ? (
        <Text size="xs" c="var(--sw-warning)">
          {read.kind === "at" ? text.passed : text.never}
        </Text>
      ) : (
        <Starts starts={starts} timezone={timezone} now={now} />
      )}
      {isCounted ? (
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

/** The schedule, or what is wrong with it. */
function readTiming(expression: string, timezone: string): Timing | string {
  try {
    return parseTiming(expression, timezone);
  } catch (error) {
    if (error instanceof InvalidExpression) return error.message;
    throw error;
  }
}

/** An instant of the configuration; one without an offset is UTC, as for the server. */
function momentOf(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const moment = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}
