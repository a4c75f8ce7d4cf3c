import { ActionIcon, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { SavedTest } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { useBuilder, useBuilderContext } from "../state/context";
import { expect, expectationsOf, without } from "./expectations";
import styles from "./Testing.module.css";

const text = messages.savedTests;

/** What a saved test looks at, folded away: each of it can be left out. */
export function Expectations({ test: { name, expected } }: { test: SavedTest }) {
  const { store } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const all = expectationsOf(expected, nodes);
  return (
    <details className={styles.expectations}>
      <summary>{text.expects(all.length)}</summary>
      <ul aria-label={text.expectsOf(name)}>
        {all.map(({ what, at, told }) => (
          <li key={`${what} ${at}`}>
            <Group gap={4} wrap="nowrap">
              <Text size="xs" flex={1} lineClamp={2} title={told}>
                {told}
              </Text>
              {what === "status" ? null : (
                <ActionIcon
                  size="xs"
                  variant="subtle"
                  color="gray"
                  aria-label={text.leaveOut(told)}
                  title={text.leaveOut(told)}
                  onClick={() => store.getState().edit(expect(name, without(expected, { what, at })))}
                >
                  <IconX size={12} />
                </ActionIcon>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </details>
  );
}
