import { Button, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { messages } from "@/lib/messages";

const text = messages.publish;

interface Props {
  busy: boolean;
  onPublish: (reason: string) => void;
}

/** Publishing although saved tests fail takes a reason, which is kept with the version. */
export function OverrideTests({ busy, onPublish }: Props) {
  const [reason, setReason] = useState("");
  return (
    <Stack gap="xs">
      <Textarea
        size="xs"
        autosize
        minRows={2}
        maxLength={1000}
        label={text.overrideReason}
        description={text.overrideHint}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Button
        color="red"
        variant="light"
        w="fit-content"
        disabled={reason.trim() === ""}
        loading={busy}
        onClick={() => onPublish(reason.trim())}
      >
        {text.publishAnyway}
      </Button>
    </Stack>
  );
}
