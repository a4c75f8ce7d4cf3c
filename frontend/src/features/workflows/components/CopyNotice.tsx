import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Workflow } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const text = messages.workflows;
const TIME_TO_UNDO_MS = 12_000;

interface Offers {
  open: () => void;
  undo: () => void;
}

/** Says that a copy is made; opens it, or takes it back, only when somebody asks. */
export function notifyCopied({ id, name }: Workflow, { open, undo }: Offers): void {
  const close = () => notifications.hide(id);
  const offer = (label: string, take: () => void) => (
    <Button
      size="compact-xs"
      variant="light"
      onClick={() => {
        close();
        take();
      }}
    >
      {label}
    </Button>
  );
  notifications.show({
    id,
    color: "teal",
    autoClose: TIME_TO_UNDO_MS,
    message: (
      <>
        <Text size="sm">{text.copied(name)}</Text>
        <Group gap="xs" mt={6}>
          {offer(text.openCopy, open)}
          {offer(text.undoCopy, undo)}
        </Group>
      </>
    ),
  });
}
