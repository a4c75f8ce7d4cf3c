import { Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { messages } from "@/lib/messages";
import type { BuilderState } from "../state/builder-store";
import { useBuilder, useSelectedNode } from "../state/context";
import { NodeProperties } from "./NodeProperties";
import styles from "./Properties.module.css";
import { WorkflowProperties } from "./WorkflowProperties";

const text = messages.properties;

export function PropertyPanel() {
  const node = useSelectedNode();
  const selected = useBuilder(selectedSteps);
  const open = useBuilder(({ detail }) => detail !== null);
  const content = useMemo(() => {
    // A node that is open with its data has its form there.
    if (open) return null;
    if (node) return <NodeProperties key={node.id} node={node} />;
    if (selected > 1) return <Several count={selected} />;
    return <WorkflowProperties />;
  }, [open, node, selected]);
  return (
    <aside className={styles.panel} aria-label={text.label} data-guide="properties">
      {content}
    </aside>
  );
}

/** How many nodes are selected; notes and groups have no properties here. */
function selectedSteps({ document, selection }: BuilderState): number {
  const annotations = document.graph.annotations ?? [];
  return selection.nodes.size - annotations.filter(({ id }) => selection.nodes.has(id)).length;
}

function Several({ count }: { count: number }) {
  return (
    <Stack gap={4} p="md">
      <Title order={2}>{text.several(count)}</Title>
      <Text size="sm" c="dimmed">
        {text.severalHint}
      </Text>
    </Stack>
  );
}
