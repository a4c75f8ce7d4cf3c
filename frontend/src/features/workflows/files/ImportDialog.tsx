import { Alert, Button, Group, Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type OutcomeItem, Outcomes } from "@/components/Outcomes";
import { messages } from "@/lib/messages";
import type { Outcome } from "./import-each";
import { MOST_FILES } from "./sources";
import type { ImportItem, ImportState } from "./use-import";

const text = messages.workflowFiles;
const SHOWN_AS = {
  waiting: "waiting",
  importing: "working",
  imported: "done",
  refused: "failed",
  left: "failed",
} as const satisfies Record<Outcome["state"], OutcomeItem["state"]>;

function itemOf({ name, outcome }: ImportItem): OutcomeItem {
  const { state } = outcome;
  const item: OutcomeItem = { label: name, state: SHOWN_AS[state], told: text.states[state] };
  if (outcome.state === "refused") return { ...item, reasons: outcome.reasons };
  if (outcome.state !== "imported") return item;
  const { id, name: called } = outcome.workflow;
  return {
    ...item,
    result: (
      <Link to="/workflows/$workflowId" params={{ workflowId: id }} className="row-link">
        {called}
      </Link>
    ),
  };
}

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
      <Outcomes
        label={text.title}
        listLabel={text.results}
        summary={running ? text.progress(ended.length, all) : text.ended(imported, all)}
        items={items.map(itemOf)}
        moreReasons={text.moreReasons}
      />
      {beyond > 0 ? (
        <Alert color="orange" mt="sm" py={6}>
          {text.beyond(beyond, MOST_FILES)}
        </Alert>
      ) : null}
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
