import { Button, Group, Popover, Text } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useState } from "react";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useCancelExecution } from "../api/use-cancel-execution";

const text = messages.execution;

export function CancelButton({ executionId }: { executionId: string }) {
  const [open, setOpen] = useState(false);
  const cancel = useCancelExecution(executionId);
  const confirm = () =>
    cancel.mutate(undefined, {
      onSuccess: () => notifyDone(text.cancelRequested),
      onError: notifyError,
      onSettled: () => setOpen(false),
    });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus width={280}>
      <Popover.Target>
        <Button
          variant="default"
          color="red"
          leftSection={<IconPlayerStop size={14} />}
          loading={cancel.isPending}
          onClick={() => setOpen(true)}
        >
          {text.cancel}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={600}>
          {text.cancelTitle}
        </Text>
        <Text size="sm" c="dimmed">
          {text.cancelText}
        </Text>
        <Group justify="flex-end" gap="xs" mt="sm">
          <Button variant="default" onClick={() => setOpen(false)}>
            {messages.common.close}
          </Button>
          <Button color="red" onClick={confirm}>
            {text.cancel}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
