import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import { TriggersPanel } from "../panels/TriggersPanel";

const text = messages.publish;

interface Props {
  onRun: () => void;
  onClose: () => void;
}

/** What publishing has brought: the triggers that listen now, and how to fire them. */
export function PublishResult({ onRun, onClose }: Props) {
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {text.text}
      </Text>
      <TriggersPanel />
      <Group gap="xs">
        <Button variant="light" leftSection={<IconPlayerPlay size={14} />} onClick={onRun}>
          {text.runNow}
        </Button>
        <Button variant="default" onClick={onClose}>
          {text.done}
        </Button>
      </Group>
    </Stack>
  );
}
