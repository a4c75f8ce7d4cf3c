import { Alert, Text } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import type { NodeRun, Wait } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { isWait } from "@/lib/graph/run-times";
import { waitEnd, waitOf } from "@/lib/graph/wait-end";
import { messages } from "@/lib/messages";
import { formatDuration, formatMoment, inOtherZone } from "@/lib/time";
import { useRunView } from "../run-view";

const text = messages.waits;

interface Props {
  node: FlatNode;
  run: NodeRun;
}

/** What a step that waits waits for, and until when: on the viewer's clock and on the workflow's. */
export function WaitEnd({ node, run }: Props) {
  const { execution, waits, now } = useRunView();
  if (run.status !== "running" || !isWait(node)) return null;
  const wait = waitOf(run, waits);
  const until = waitEnd(node, run, waits, execution.timezone);
  if (until === null) {
    if (node.type !== "delay") return null;
    return <Told what={text.untilUnknown} />;
  }
  const when = formatMoment(until);
  const elsewhere = inOtherZone(new Date(until).toISOString(), execution.timezone);
  const left = until > now ? formatDuration(until - now) : null;
  return (
    <Told what={text.waitsUntil(when, left)} elsewhere={elsewhere} reason={wait ? reasonOf(wait) : null} />
  );
}

interface ToldProps {
  what: string;
  elsewhere?: string | null;
  reason?: string | null;
}

function Told({ what, elsewhere = null, reason = null }: ToldProps) {
  return (
    <Alert color="blue" p="xs" icon={<IconClockPause size={16} />}>
      <Text size="sm">{what}</Text>
      {elsewhere === null ? null : (
        <Text size="xs" c="dimmed">
          {elsewhere}
        </Text>
      )}
      {reason === null ? null : (
        <Text size="xs" mt={4}>
          {reason}
        </Text>
      )}
    </Alert>
  );
}

function reasonOf(wait: Wait): string {
  const { kind, event, key } = wait;
  return kind === "approval"
    ? text.waitsForAnswer(titleOf(wait))
    : text.waitsForEvent(event ?? "", key ?? "");
}

export function titleOf({ title, event, key }: Wait): string {
  return title ?? text.event(event ?? "", key ?? "");
}
