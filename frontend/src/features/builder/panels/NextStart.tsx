import { Box, Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { messages } from "@/lib/messages";
import { isCounted, nextStart, readConfigured, type ConfiguredSchedule } from "@/lib/schedule/configured";
import { describeTiming } from "@/lib/schedule/describe";
import { formatMoment, formatRelative, inOtherZone } from "@/lib/time";

const text = messages.publish;
const LOOK_MS = 15_000;

/** When a schedule trigger starts its workflow next: in the viewer's zone, with the schedule's beside it. */
export function NextStart({ config }: { config: Record<string, unknown> }) {
  const read = useMemo(
    () => readConfigured(config, typeof config.expression === "string" ? config.expression : ""),
    [config],
  );
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), LOOK_MS, { autoInvoke: true });
  if (typeof read === "string") return null;
  return (
    <Box mt="xs">
      <Text size="sm">{nextText(read, now)}</Text>
      <Text size="xs" c="dimmed">
        {describeTiming(read.timing, read.timezone)}
      </Text>
    </Box>
  );
}

function nextText(schedule: ConfiguredSchedule, now: number): string {
  const { timing, timezone } = schedule;
  if (timing.kind === "rate" && isCounted(schedule, now)) return text.nextWithin(timing.every, timing.unit);
  const at = nextStart(schedule, now);
  if (at === null) return timing.kind === "at" ? text.startPassed : messages.schedulePreview.never;
  const iso = new Date(at).toISOString();
  const there = inOtherZone(iso, timezone);
  const here = there ? `${formatMoment(at)} (${there})` : formatMoment(at);
  return text.nextStart(here, formatRelative(iso, now));
}
