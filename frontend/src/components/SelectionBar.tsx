import { Button, Group, Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "@/lib/messages";
import styles from "./SelectionBar.module.css";

interface Props {
  /** What is selected, for screen readers. */
  label: string;
  count: number;
  onClear: () => void;
  /** What can be done with it. */
  children: ReactNode;
}

/** Below a list, and in sight however far it goes on: how many rows are selected and what can be done with them. */
export function SelectionBar({ label, count, onClear, children }: Props) {
  if (count === 0) return null;
  return (
    <Paper withBorder shadow="md" radius="xl" className={styles.bar} role="group" aria-label={label}>
      <Text size="sm" role="status">
        {messages.common.selected(count)}
      </Text>
      <Group gap="xs" wrap="nowrap">
        {children}
        <Button variant="subtle" color="gray" onClick={onClear}>
          {messages.common.clearSelection}
        </Button>
      </Group>
    </Paper>
  );
}
