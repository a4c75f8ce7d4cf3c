import { Group } from "@mantine/core";
import { CopyButton } from "./CopyButton";
import styles from "./CodeLine.module.css";

/** A command or an address to take away. */
export function CodeLine({ value, label }: { value: string; label: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start" className={styles.line}>
      <code className={styles.code}>{value}</code>
      <CopyButton value={value} label={label} />
    </Group>
  );
}
