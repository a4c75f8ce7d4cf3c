import { Button, Stack, Text } from "@mantine/core";
import type { SavedTestResult } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { useBuilder, useBuilderContext } from "../state/context";
import { expect, mismatchText } from "./expectations";

const text = messages.savedTests;

interface Props {
  /** None of a test that has not run. */
  result: SavedTestResult | undefined;
  onAccepted: () => void;
}

/** In what a saved test failed, and the way out where the drawing is right and the test is not. */
export function TestMismatches({ result, onAccepted }: Props) {
  const { store } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  if (!result || result.passed) return null;
  const { name, mismatches, accepted } = result;
  return (
    <Stack gap={2} align="flex-start">
      {mismatches.map((mismatch) => (
        <Text key={mismatch.field} size="xs" c="var(--sw-failed)" style={{ overflowWrap: "anywhere" }}>
          {mismatchText(mismatch, nodes)}
        </Text>
      ))}
      {accepted ? (
        <Button
          size="compact-xs"
          variant="light"
          title={text.acceptHint}
          onClick={() => {
            store.getState().edit(expect(name, accepted));
            onAccepted();
          }}
        >
          {text.accept}
        </Button>
      ) : null}
    </Stack>
  );
}
