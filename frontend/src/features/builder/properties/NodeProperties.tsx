import { ActionIcon, Text, Tooltip } from "@mantine/core";
import { IconArrowsMaximize, IconCopyPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { FlatNode } from "@/lib/graph/body";
import { definitionOf, familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { useNodeData } from "../expression/use-node-data";
import { useNodeActions } from "../hooks/use-node-actions";
import { NodeTestTab } from "../testing/NodeTestTab";
import { useBuilderContext } from "../state/context";
import { NameEditor } from "./NameEditor";
import { NodeForm } from "./NodeForm";
import { NodeTabs } from "./NodeTabs";
import styles from "./Properties.module.css";

const text = messages.properties;

/** Everything about one node. */
export function NodeProperties({ node }: { node: FlatNode }) {
  const { store, definitions } = useBuilderContext();
  const [naming, setNaming] = useState(false);
  const { remove, duplicate } = useNodeActions();
  const definition = definitionOf(node, definitions);
  const family = familyOf(node);
  const name = node.name || node.key;
  const kind = definition?.title ?? node.definition ?? node.type;
  const data = useNodeData(node, null);
  return (
    <NodeForm node={node} data={data}>
      <header className={styles.header}>
        <FamilyTile icon={definition?.icon} family={family} />
        <div className={styles.heading}>
          {naming ? (
            <NameEditor node={node} onDone={() => setNaming(false)} />
          ) : (
            <Text
              fw={600}
              size="sm"
              truncate
              title={text.renameHint(name)}
              onDoubleClick={() => setNaming(true)}
            >
              {name}
            </Text>
          )}
          {kind === name ? null : (
            <Text size="xs" c="dimmed" truncate>
              {kind}
            </Text>
          )}
        </div>
        <Tooltip label={text.openDetail}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={text.openDetail}
            onClick={() => store.getState().showDetail(node.id)}
          >
            <IconArrowsMaximize size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={text.duplicateNode}>
          <ActionIcon variant="subtle" color="gray" aria-label={text.duplicateNode} onClick={duplicate}>
            <IconCopyPlus size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={text.deleteNode}>
          <ActionIcon variant="subtle" color="red" aria-label={text.deleteNode} onClick={remove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </header>
      <NodeTabs node={node} definition={definition}>
        <NodeTestTab node={node} />
      </NodeTabs>
    </NodeForm>
  );
}
