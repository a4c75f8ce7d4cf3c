import { Button } from "@mantine/core";
import { isStatus } from "@/lib/api/errors";
import { messages } from "@/lib/messages";
import { Notice } from "./Notice";

interface Props {
  error: Error;
  onRetry: () => void;
}

/** What to show instead of content that could not be loaded. */
export function LoadError({ error, onRetry }: Props) {
  if (isStatus(error, 404)) {
    return (
      <Notice role="alert" title={messages.connection.notFound} text={messages.connection.notFoundHint} />
    );
  }
  return (
    <Notice role="alert" title={messages.connection.failed} text={error.message}>
      <Button mt="xs" onClick={onRetry}>
        {messages.common.retry}
      </Button>
    </Notice>
  );
}
