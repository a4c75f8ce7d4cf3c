import { Button, Group, Modal, Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useDeactivate } from "../api/use-deactivate";

const text = messages.builder;

export function DeactivateDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const deactivate = useDeactivate();
  const confirm = () =>
    deactivate.mutate(undefined, {
      onSuccess: () => notifyDone(text.deactivated),
      onError: notifyError,
      onSettled: onClose,
    });
  return (
    <Modal opened={opened} onClose={onClose} title={messages.actions.deactivate} centered>
      <Text size="sm">{text.deactivateText}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {messages.common.cancel}
        </Button>
        <Button color="red" loading={deactivate.isPending} onClick={confirm}>
          {messages.actions.deactivate}
        </Button>
      </Group>
    </Modal>
  );
}
