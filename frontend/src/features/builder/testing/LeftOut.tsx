import { Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import type { TestResult } from "./test-store";

/** What of a test's result did not fit into its answer, and why; nothing where all of it is here. */
export function LeftOut({ result: { nodes, nodesTotal } }: { result: TestResult }) {
  const valueless = nodes.filter(({ values_omitted }) => values_omitted).length;
  if (nodes.length >= nodesTotal && valueless === 0) return null;
  return (
    <Text size="xs" role="note">
      {messages.test.leftOut(nodes.length, Math.max(nodesTotal, nodes.length), valueless)}
    </Text>
  );
}
