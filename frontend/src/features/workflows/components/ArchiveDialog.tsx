import { Button, Group, Modal, Text } from "@mantine/core";
import type { WorkflowSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useArchiveWorkflow } from "../api/use-archive-workflow";

const text = messages.workflows;

interface Props {
  workflow: WorkflowSummary | null;
  onClose: () => void;
}

export function ArchiveDialog({ workflow, onClose }: Props) {
  const archive = useArchiveWorkflow();
  const confirm = () => {
    if (!workflow) return;
    archive.mutate(workflow.id, {
      onSuccess: () => notifyDone(text.archived(workflow.name)),
      onError: notifyError,
      onSettled: onClose,
    });
  };
  return (
    <Modal
      opened={workflow !== null}
      onClose={onClose}
      title={text.archiveTitle(workflow?.name ?? "")}
      centered
    >
      <Text size="sm">{text.archiveText}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {messages.common.cancel}
        </Button>
        <Button color="red" loading={archive.isPending} onClick={confirm}>
          {text.archive}
        </Button>
      </Group>
    </Modal>
  );
}
