import { Button, Group, Popover, Text } from "@mantine/core";
import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useState } from "react";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useRedrive } from "../api/use-redrive";

const text = messages.redrive;
/** As long as Step Functions keeps what it needs. */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;

/** Offered for a run that ended badly, while it can still go on. */
export function RedriveButton({ execution }: { execution: Execution }) {
  const [open, setOpen] = useState(false);
  const [openedAt] = useState(Date.now);
  const redrive = useRedrive(execution);
  const { status, ended_at, express } = execution;
  if (express || !ended_at || status === "succeeded" || openedAt - Date.parse(ended_at) > REDRIVABLE_MS)
    return null;
  const confirm = () => {
    setOpen(false);
    redrive.mutate(undefined, { onSuccess: () => notifyDone(text.asked), onError: notifyError });
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus width={320}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconPlayerTrackNext size={14} />}
          loading={redrive.isPending}
          onClick={() => setOpen(true)}
        >
          {text.button}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={600}>
          {text.title}
        </Text>
        <Text size="sm" c="dimmed">
          {text.text}
        </Text>
        <Group justify="flex-end" gap="xs" mt="sm">
          <Button variant="default" onClick={() => setOpen(false)}>
            {messages.common.close}
          </Button>
          <Button onClick={confirm}>{text.confirm}</Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
