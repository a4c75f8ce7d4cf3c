import { Button, Code } from "@mantine/core";
import { Notice } from "@/components/Notice";
import { messageOf } from "@/lib/fault";
import { messages } from "@/lib/messages";

/** Shown in place of a page whose code threw. */
export function CrashPage({ error }: { error: unknown }) {
  return (
    <Notice role="alert" title={messages.connection.crashed} text={messages.connection.crashedHint}>
      <Code block>{messageOf(error)}</Code>
      <Button onClick={() => window.location.reload()}>{messages.common.retry}</Button>
    </Notice>
  );
}
