import { Alert, Code, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "@/lib/messages";
import { explain } from "@/lib/run-error";
import styles from "./RunErrorAlert.module.css";

interface Props {
  error: { name: string; message: string };
  color?: string;
  /** What else can be done from here. */
  children?: ReactNode;
}

/** Why a run or a step failed: in words first, as it was recorded on request. */
export function RunErrorAlert({ error, color = "red", children }: Props) {
  const { title, text, expression, hint } = explain(error);
  const told = text === "" || (title === error.name && text === error.message);
  return (
    <Alert color={color} p="xs" title={title}>
      {text === "" ? null : (
        <Text size="sm" className={styles.errorText}>
          {text}
        </Text>
      )}
      {hint === undefined ? null : (
        <Text size="sm" mt={4}>
          {hint}
        </Text>
      )}
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
      {children}
    </Alert>
  );
}
