import { ActionIcon, Group, Text } from "@mantine/core";
import { IconHistory, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { messages } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import type { RunData } from "./test-store";
import styles from "./Testing.module.css";

const text = messages.test;

/** Says whose data the tests take, and drops it. */
export function RunDataNotice({ data, onDrop }: { data: RunData; onDrop: () => void }) {
  return (
    <Group gap={8} className={styles.bar} role="status" aria-label={text.runData} wrap="nowrap">
      <IconHistory size={15} />
      <Text size="xs">
        {text.runDataOf}{" "}
        <Link to="/executions/$executionId" params={{ executionId: data.executionId }}>
          {formatDateTime(data.startedAt)}
        </Link>
        {" · "}
        {text.runDataSteps(data.recorded.length)}
      </Text>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={text.dropRunData}
        title={text.dropRunData}
        onClick={onDrop}
      >
        <IconX size={14} />
      </ActionIcon>
    </Group>
  );
}
