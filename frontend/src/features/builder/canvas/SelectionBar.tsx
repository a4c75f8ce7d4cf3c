import { Group, Text } from "@mantine/core";
import { Panel } from "@xyflow/react";
import { messages } from "@/lib/messages";
import type { ActionId } from "../actions/actions";
import { useBuilder, useTesting } from "../state/context";
import { ActionTool } from "./ActionTool";
import styles from "./Toolbar.module.css";

const text = messages.selection;
/** Below the result of the last test. */
const BELOW = 58;
const ALIGNING: readonly ActionId[] = [
  ...(["alignLeft", "alignCenter", "alignRight", "alignTop", "alignMiddle", "alignBottom"] as const),
  ...(["distributeHorizontally", "distributeVertically"] as const),
];
const OTHERS: readonly ActionId[] = [
  ...(["arrange", "group", "duplicate", "toggleDisabled", "zoomToSelection", "delete"] as const),
];

/** What can be done with several nodes and notes at once. */
export function SelectionBar() {
  const count = useBuilder((state) => state.selection.nodes.size);
  return count > 1 ? <Bar count={count} /> : null;
}

function Bar({ count }: { count: number }) {
  const tested = useTesting((state) => state.last !== null);
  return (
    <Panel position="top-center" {...(tested ? { style: { marginTop: BELOW } } : {})}>
      <Group gap={1} wrap="nowrap" className={styles.bar} role="group" aria-label={text.toolbar}>
        <Text size="xs" c="dimmed" px={6} className={styles.count}>
          {text.count(count)}
        </Text>
        {ALIGNING.map((action) => (
          <ActionTool small key={action} action={action} />
        ))}
        <span className={styles.separator} />
        {OTHERS.map((action) => (
          <ActionTool small key={action} action={action} />
        ))}
      </Group>
    </Panel>
  );
}
