import { Button, Group, Modal, Text } from "@mantine/core";
import { useStore } from "zustand";
import { toDocument } from "@/lib/graph/body";
import { downloadText, fileNameOf, serializeDocument } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import { useBuilderContext } from "../state/context";

const text = messages.builder;

/** Two people edited the same draft: one of the two goes on, and nothing is lost. */
export function ConflictDialog() {
  const { store, autosave } = useBuilderContext();
  const theirs = useStore(autosave.state, (state) => state.theirs);
  return (
    <Modal
      opened={theirs !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={text.conflictTitle}
      centered
      size="lg"
    >
      <Text size="sm">{text.conflictText(theirs?.revision ?? 0)}</Text>
      <Group mt="lg" justify="space-between">
        <Button
          variant="subtle"
          onClick={() => {
            const { document } = store.getState();
            downloadText(fileNameOf(document.name), serializeDocument(toDocument(document)));
          }}
        >
          {text.conflictDownload}
        </Button>
        <Group gap="xs">
          <Button variant="default" onClick={() => autosave.takeTheirs()}>
            {text.conflictTheirs}
          </Button>
          <Button onClick={() => autosave.keepMine()}>{text.conflictMine}</Button>
        </Group>
      </Group>
    </Modal>
  );
}
