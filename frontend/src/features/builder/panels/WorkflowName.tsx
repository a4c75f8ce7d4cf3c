import { TextInput } from "@mantine/core";
import { useState } from "react";
import { messages } from "@/lib/messages";
import { updateDocument } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import styles from "./TopBar.module.css";

/** The workflow's name. It always has one: where it is emptied and left, it keeps the name that it had. */
export function WorkflowName() {
  const { store } = useBuilderContext();
  const name = useBuilder((state) => state.document.name);
  const [emptied, setEmptied] = useState(false);
  return (
    <TextInput
      size="xs"
      variant="unstyled"
      className={styles.name}
      classNames={{ input: styles.nameInput }}
      aria-label={messages.builder.nameLabel}
      maxLength={200}
      placeholder={name}
      value={emptied ? "" : name}
      onChange={({ currentTarget }) => {
        const isName = currentTarget.value.trim() !== "";
        setEmptied(!isName);
        if (isName) store.getState().edit(updateDocument({ name: currentTarget.value }), "workflow:name");
      }}
      onBlur={() => setEmptied(false)}
    />
  );
}
