import { Text } from "@mantine/core";
import { MessageText } from "@/components/MessageText";
import type { Problem } from "@/lib/api/types";
import styles from "./Form.module.css";

/** What is wrong with a field, below it. */
export function FieldProblems({ problems }: { problems: readonly Problem[] }) {
  return problems.map(({ code, message, severity, suggestion }) => (
    <Text key={`${code}${message}`} size="xs" mt={3} className={styles[severity]}>
      <MessageText suggestion={suggestion}>{message}</MessageText>
    </Text>
  ));
}
