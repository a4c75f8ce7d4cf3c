import { ActionIcon, Alert, Tabs, Text, Tooltip } from "@mantine/core";
import { IconCopyPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { FlatNode } from "@/lib/graph/body";
import { definitionOf, familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { useNodeData } from "../expression/use-node-data";
import { useNodeActions } from "../hooks/use-node-actions";
import { NodeTestTab } from "../testing/NodeTestTab";
import { configure, updateNode } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import { revealField } from "./reveal-field";
import { Connections } from "./Connections";
import { NodeForm } from "./NodeForm";
import { NodeIdentity } from "./NodeIdentity";
import { NodeParameters } from "./NodeParameters";
import { NodeSettings } from "./NodeSettings";
import styles from "./Properties.module.css";

const text = messages.properties;
type Tab = "parameters" | "settings" | "test";

/** Everything about one node. */
export function NodeProperties({ node }: { node: FlatNode }) {
  const { store, definitions } = useBuilderContext();
  const { remove, duplicate } = useNodeActions();
  const focus = useBuilder((state) => (state.focus?.nodeId === node.id ? state.focus : null));
  const definition = definitionOf(node, definitions);
  const family = familyOf(node);
  const name = node.name || node.key;
  const kind = definition?.title ?? node.definition ?? node.type;
  const [chosen, setChosen] = useState<{ tab: Tab; nonce: number }>({ tab: "parameters", nonce: 0 });
  const body = useRef<HTMLDivElement>(null);

  const data = useNodeData(node, null);
  // A request to show a field decides the tab until the person picks one again.
  const asked = focus && focus.nonce !== chosen.nonce ? tabOf(focus.field) : null;
  const tab = asked ?? chosen.tab;

  useEffect(() => {
    if (focus?.field && body.current) revealField(body.current, focus.field);
  }, [focus]);

  const edit = (field: "config" | "settings", value: Record<string, unknown>, changed: string) => {
    const command =
      field === "config"
        ? configure(node.id, value)
        : updateNode(node.id, (old) => ({ ...old, settings: value }));
    store.getState().edit(command, `${node.id}:${field}.${changed}`);
    store.getState().touch(node.id);
  };

  return (
    <NodeForm node={node} data={data}>
      <header className={styles.header}>
        <FamilyTile icon={definition?.icon} family={family} />
        <div className={styles.heading}>
          <Text fw={600} size="sm" truncate>
            {name}
          </Text>
          {kind === name ? null : (
            <Text size="xs" c="dimmed" truncate>
              {kind}
            </Text>
          )}
        </div>
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
      <Tabs
        value={tab}
        onChange={(next) => setChosen({ tab: next as Tab, nonce: focus?.nonce ?? 0 })}
        ref={body}
      >
        <Tabs.List px="xs">
          <Tabs.Tab value="parameters">{text.parameters}</Tabs.Tab>
          <Tabs.Tab value="settings">{text.settings}</Tabs.Tab>
          <Tabs.Tab value="test">{text.test}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="parameters" className={styles.body}>
          {definition ? null : (
            <Alert color="orange" p="xs">
              {text.unknownDefinition(node.definition ?? node.type)}
            </Alert>
          )}
          {definition?.description ? (
            <Text size="xs" c="dimmed">
              {definition.description}
            </Text>
          ) : null}
          <NodeParameters
            node={node}
            definition={definition}
            onChange={(value, field) => edit("config", value, field)}
          />
        </Tabs.Panel>
        <Tabs.Panel value="settings" className={styles.body}>
          <NodeIdentity node={node} />
          <Connections node={node} />
          <NodeSettings node={node} onChange={(value, field) => edit("settings", value, field)} />
        </Tabs.Panel>
        <Tabs.Panel value="test" className={styles.body}>
          <NodeTestTab node={node} />
        </Tabs.Panel>
      </Tabs>
    </NodeForm>
  );
}

function tabOf(field: string | null): Tab {
  return field === null || field.startsWith("config") ? "parameters" : "settings";
}
