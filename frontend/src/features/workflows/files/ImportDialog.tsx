import { Alert, Button, Group, Modal, Progress, Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import styles from "./Files.module.css";
import { ImportedFile } from "./ImportedFile";
import { MOST_FILES } from "./sources";
import type { ImportState } from "./use-import";

const text = messages.workflowFiles;

interface Props extends ImportState {
  canRetry: boolean;
  onStop: () => void;
  onAgain: () => void;
  onClose: () => void;
}

/** How far an import is, and what has become of each file. */
export function ImportDialog({ items, running, beyond, canRetry, onStop, onAgain, onClose }: Props) {
  const ended = items.filter(({ outcome }) => outcome.state !== "waiting" && outcome.state !== "importing");
  const imported = items.filter(({ outcome }) => outcome.state === "imported").length;
  const all = items.length;
  return (
    <Modal
      opened={all > 0}
      // An import that runs is stopped, and shows what it has done, before it is closed.
      onClose={running ? onStop : onClose}
      closeOnClickOutside={!running}
      title={text.title}
      size="lg"
      centered
    >
      <Text size="sm" mb={6} role="status">
        {running ? text.progress(ended.length, all) : text.ended(imported, all)}
      </Text>
      <Progress
        size="sm"
        value={all === 0 ? 0 : (100 * ended.length) / all}
        color={!running && imported < all ? "orange" : "teal"}
        aria-label={text.title}
      />
      {beyond > 0 ? (
        <Alert color="orange" mt="sm" py={6}>
          {text.beyond(beyond, MOST_FILES)}
        </Alert>
      ) : null}
      {/* It scrolls, so that it must be reached by the keyboard. */}
      <ul className={styles.results} aria-label={text.results} tabIndex={0}>
        {items.map(({ name, outcome }, index) => (
          <ImportedFile key={index} name={name} outcome={outcome} />
        ))}
      </ul>
      <Group justify="flex-end" mt="md">
        {running ? (
          <Button variant="default" onClick={onStop}>
            {text.stop}
          </Button>
        ) : (
          <>
            {canRetry ? (
              <Button variant="default" onClick={onAgain}>
                {text.again}
              </Button>
            ) : null}
            <Button onClick={onClose} data-autofocus>
              {messages.common.close}
            </Button>
          </>
        )}
      </Group>
    </Modal>
  );
}
