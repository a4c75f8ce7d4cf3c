import { Button, Card, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { CodeLine } from "@/components/CodeLine";
import type { Wait } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { formatDateTime } from "@/lib/time";
import { useAnswerWait } from "../api/use-answer-wait";
import { useRunView } from "../run-view";
import { titleOf } from "./WaitEnd";

const text = messages.waits;

/** What the run waits for: approvals are answered here. */
export function Waits() {
  const { waits } = useRunView();
  if (waits.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3}>{text.title}</Title>
      {waits.map((wait) => (
        <WaitCard key={wait.id} wait={wait} />
      ))}
    </Stack>
  );
}

function WaitCard({ wait }: { wait: Wait }) {
  const answer = useAnswerWait();
  const [comment, setComment] = useState("");
  const decide = (decision: "approved" | "rejected") =>
    answer.mutate({ id: wait.id, decision, comment }, { onError: notifyError });
  return (
    <Card withBorder padding="sm">
      <Text size="sm" fw={600}>
        {titleOf(wait)}
      </Text>
      {wait.message ? <Text size="sm">{wait.message}</Text> : null}
      <Text size="xs" c="dimmed">
        {text.until(formatDateTime(wait.expires_at))}
      </Text>
      {wait.kind === "event" && wait.callback_url ? (
        <div>
          <Text size="xs" mt="xs">
            {text.callback}
          </Text>
          <CodeLine value={wait.callback_url} label={text.copyCallback} />
        </div>
      ) : null}
      {wait.kind === "approval" ? (
        <>
          <TextInput
            size="xs"
            mt="xs"
            label={text.comment}
            maxLength={5000}
            value={comment}
            onChange={({ currentTarget }) => setComment(currentTarget.value)}
          />
          <Group gap="xs" mt="xs">
            <Button loading={answer.isPending} onClick={() => decide("approved")}>
              {text.approve}
            </Button>
            <Button variant="default" disabled={answer.isPending} onClick={() => decide("rejected")}>
              {text.reject}
            </Button>
          </Group>
        </>
      ) : null}
    </Card>
  );
}
