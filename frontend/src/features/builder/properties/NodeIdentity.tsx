import { Code, TextInput } from "@mantine/core";
import { useState } from "react";
import type { GraphNode } from "@/lib/api/types";
import { keyFault } from "@/lib/graph/keys";
import { messages } from "@/lib/messages";
import { renameKey, updateNode } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";

const text = messages.properties;

/** A node's name for people and its key for expressions. */
export function NodeIdentity({ node }: { node: GraphNode }) {
  const { store } = useBuilderContext();
  return (
    <>
      <TextInput
        size="xs"
        label={text.name}
        value={node.name}
        maxLength={200}
        data-field="name"
        onChange={({ currentTarget }) =>
          store.getState().edit(
            updateNode(node.id, (old) => ({ ...old, name: currentTarget.value })),
            `${node.id}:name`,
          )
        }
      />
      <KeyInput node={node} />
    </>
  );
}

/** A key is applied when it is whole: half-typed ones would break the expressions that read it. */
function KeyInput({ node }: { node: GraphNode }) {
  const { store } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const [draft, setDraft] = useState<string | null>(null);
  const others = new Set(nodes.filter(({ id }) => id !== node.id).map(({ key }) => key));
  const key = draft ?? node.key;
  const fault = keyFault(key, others);
  const commit = () => {
    if (!fault && key !== node.key) store.getState().edit(renameKey(node.id, node.key, key));
    setDraft(null);
  };
  return (
    <TextInput
      size="xs"
      label={text.key}
      leftSection={<Code bg="transparent">$</Code>}
      description={text.keyHint(node.key)}
      inputWrapperOrder={["label", "input", "error", "description"]}
      error={fault ? text.keyFaults[fault] : null}
      value={key}
      data-field="key"
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
