import { Alert, Button, Group, Text } from "@mantine/core";
import { CopyButton } from "@/components/CopyButton";
import { messages } from "@/lib/messages";

interface Props {
  title: string;
  error: Error;
  onRetry: () => void;
}

/** Why a part of a run could not be loaded; the rest of the page stays. */
export function LoadFault({ title, error, onRetry }: Props) {
  return (
    <Alert color="red" p="xs" role="alert" title={title}>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {error.message}
      </Text>
      <Group gap={6} mt={6}>
        <Button variant="default" size="compact-xs" onClick={onRetry}>
          {messages.common.retry}
        </Button>
        <CopyButton value={`${title} ${error.message}`} label={messages.wholeRun.copyFault} />
      </Group>
    </Alert>
  );
}
