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
  const others = useBuilder(selectedAnnotations);
  const selected = useBuilder(({ selection }) => selection.nodes.size) - others;
  const open = useBuilder(({ detail }) => detail !== null);
  const content = useMemo(() => {
    // A node that is open with its data has its form there.
    if (open) return null;
    if (node) return <NodeProperties key={node.id} node={node} />;
    if (selected > 1) return <Several nodes={selected} others={others} />;
    return <WorkflowProperties />;
  }, [open, node, selected, others]);
  return (
    <aside className={styles.panel} aria-label={text.label} data-guide="properties">
      {content}
    </aside>
  );
}

/** How many notes and groups are selected; they have no properties here. */
function selectedAnnotations({ document, selection }: BuilderState): number {
  return (document.graph.annotations ?? []).filter(({ id }) => selection.nodes.has(id)).length;
}

function Several({ nodes, others }: { nodes: number; others: number }) {
  return (
    <Stack gap={4} p="md">
      <Title order={2}>{text.several(nodes, others)}</Title>
      <Text size="sm" c="dimmed">
        {text.severalHint}
      </Text>
    </Stack>
  );
}
