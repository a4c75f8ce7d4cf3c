import { Alert, Code, Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import { explain } from "@/lib/run-error";
import styles from "./RunErrorAlert.module.css";

interface Props {
  error: { name: string; message: string };
  color?: string;
}

/** Why a run or a step failed: in words first, as it was recorded on request. */
export function RunErrorAlert({ error, color = "red" }: Props) {
  const { title, text, expression } = explain(error);
  const told = title === error.name && text === error.message;
  return (
    <Alert color={color} p="xs" title={title}>
      <Text size="sm" className={styles.errorText}>
        {text}
      </Text>
      {expression === undefined ? null : (
        <Code block mt={6} className={styles.errorText}>
          {expression}
        </Code>
      )}
      {told ? null : (
        <details className={styles.recorded}>
          <summary>{messages.runErrors.recorded}</summary>
          <Text size="xs" className={styles.errorText}>
            {error.name}
            {text === error.message ? null : `: ${error.message}`}
          </Text>
        </details>
      )}
    </Alert>
  );
}
