import { Alert, Tabs, Text } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Definition } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import { configure, updateNode } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import { Connections } from "./Connections";
import { NodeIdentity } from "./NodeIdentity";
import { NodeParameters } from "./NodeParameters";
import { NodeSettings } from "./NodeSettings";
import styles from "./Properties.module.css";
import { revealField } from "./reveal-field";

const text = messages.properties;
type Tab = "parameters" | "settings" | "test";

interface Props {
  node: FlatNode;
  definition: Definition | undefined;
  /** What the last run showed, where that has no place of its own. */
  children?: ReactNode;
}

/** A node's parameters and settings, as tabs. */
export function NodeTabs({ node, definition, children }: Props) {
  const { store } = useBuilderContext();
  const focus = useBuilder((state) => (state.focus?.nodeId === node.id ? state.focus : null));
  const [chosen, setChosen] = useState<{ tab: Tab; nonce: number }>({ tab: "parameters", nonce: 0 });
  const body = useRef<HTMLDivElement>(null);
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
    <Tabs
      value={tab}
      onChange={(next) => setChosen({ tab: next as Tab, nonce: focus?.nonce ?? 0 })}
      ref={body}
    >
      <Tabs.List px="xs">
        <Tabs.Tab value="parameters">{text.parameters}</Tabs.Tab>
        <Tabs.Tab value="settings">{text.settings}</Tabs.Tab>
        {children ? <Tabs.Tab value="test">{text.test}</Tabs.Tab> : null}
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
        <NodeSettings
          node={node}
          definition={definition}
          onChange={(value, field) => edit("settings", value, field)}
        />
      </Tabs.Panel>
      {children ? (
        <Tabs.Panel value="test" className={styles.body}>
          {children}
        </Tabs.Panel>
      ) : null}
    </Tabs>
  );
}

function tabOf(field: string | null): Tab {
  if (field === "test") return "test";
  return field === null || field.startsWith("config") ? "parameters" : "settings";
}
