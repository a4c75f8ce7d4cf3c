import { Button, Group, Modal, Text } from "@mantine/core";
import { type OutcomeItem, Outcomes } from "@/components/Outcomes";
import { messages } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import type { CancelItem, useCancelRuns } from "./use-cancel-runs";

const text = messages.cancelRuns;

type Props = Pick<ReturnType<typeof useCancelRuns>, "items" | "phase" | "confirm" | "stop" | "close">;

function itemOf({ run, state, reason }: CancelItem): OutcomeItem {
  return {
    label: text.run(run.workflow_name, formatDateTime(run.started_at)),
    state: state === "left" ? "failed" : state,
    told: text.states[state],
    ...(reason === undefined ? {} : { reasons: [reason] }),
  };
}

/** Asks before runs are cancelled, then shows how far that is and which could not be. */
export function CancelRunsDialog({ items, phase, confirm, stop, close }: Props) {
  const count = items.length;
  const done = items.filter(({ state }) => state === "done").length;
  const over = items.filter(({ state }) => state !== "waiting" && state !== "working").length;
  return (
    <Modal
      opened={count > 0}
      // What is under way is stopped, and shows what it has done, before it is closed.
      onClose={phase === "running" ? stop : close}
      closeOnClickOutside={phase !== "running"}
      title={phase === "asking" ? text.title(count) : text.label}
      size="lg"
      centered
    >
      {phase === "asking" ? (
        <Text size="sm">{text.text}</Text>
      ) : (
        <Outcomes
          label={text.label}
          listLabel={text.list}
          summary={phase === "running" ? text.progress(over, count) : text.ended(done, count)}
          items={items.map(itemOf)}
        />
      )}
      <Group justify="flex-end" mt="lg">
        {phase === "asking" ? (
          <>
            <Button variant="default" onClick={close}>
              {text.keep}
            </Button>
            <Button color="red" onClick={confirm}>
              {text.confirm(count)}
            </Button>
          </>
        ) : phase === "running" ? (
          <Button variant="default" onClick={stop}>
            {text.stop}
          </Button>
        ) : (
          <Button onClick={close}>{messages.common.close}</Button>
        )}
      </Group>
    </Modal>
  );
}
