import { Text } from "@mantine/core";
import type { Definition, GraphNode } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { type ReactNode, useState } from "react";
import { withEntry } from "../form/records";
import { fieldsOf, type NamedSchema, type Schema } from "../form/schema";
import { SchemaField } from "../form/SchemaField";
import { LOGIC_FORMS } from "../logic/LogicForm";
import styles from "./Properties.module.css";

interface Props {
  node: GraphNode;
  definition: Definition | undefined;
  /** `field` is the one that changed, so that typing in it is one step of undo. */
  onChange: (config: Record<string, unknown>, field: string) => void;
}

/** The form of a node's configuration: its own, or generated from its definition. */
export function NodeParameters({ node, definition, onChange }: Props) {
  const LogicForm = LOGIC_FORMS[node.type];
  if (LogicForm) return <LogicForm config={node.config} onChange={(config) => onChange(config, "")} />;
  const schema = (definition?.config_schema ?? {}) as Schema;
  const fields = fieldsOf(schema);
  if (fields.length === 0 && definition) {
    return (
      <Text size="sm" c="dimmed">
        {messages.properties.noParameters}
      </Text>
    );
  }
  const input = (field: NamedSchema) => (
    <SchemaField
      key={field.name}
      {...field}
      path={`config.${field.name}`}
      root={schema}
      value={node.config[field.name]}
      onChange={(value) => onChange(withEntry(node.config, field.name, value), field.name)}
    />
  );
  const rare = fields.filter(({ schema }) => schema.advanced);
  return (
    <>
      {fields.filter(({ schema }) => !schema.advanced).map(input)}
      {rare.length > 0 ? (
        <MoreOptions key={node.id} used={rare.some(({ name }) => node.config[name] !== undefined)}>
          {rare.map(input)}
        </MoreOptions>
      ) : null}
    </>
  );
}

/** What few people need, folded away unless it is in use. The browser's own element: finding in page opens it. */
function MoreOptions({ used, children }: { used: boolean; children: ReactNode }) {
  const [first] = useState(used);
  return (
    <details className={styles.more} open={first}>
      <summary>{messages.form.more}</summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
