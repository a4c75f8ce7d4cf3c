import { IconRepeat } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { runStart } from "@/lib/run-start";
import { useRunAgain } from "../api/use-run-again";
import { ConfirmButton } from "./ConfirmButton";
import { LiveVersionNote } from "./LiveVersionNotes";

const text = messages.runAgain;

/** Offered for an ended run whose input is known: the new run is opened in place of this one. */
export function RunAgainButton({ execution }: { execution: Execution }) {
  const navigate = useNavigate();
  const again = useRunAgain(execution.workflow_id);
  const start = runStart(execution);
  if (execution.status === "running" || !start) return null;
  return (
    <ConfirmButton
      label={text.button}
      hint={text.hint}
      icon={<IconRepeat size={14} />}
      title={text.title}
      text={text.text}
      confirm={text.confirm}
      loading={again.isPending}
      onConfirm={() =>
        again.mutate(start, {
          onSuccess: ({ id }) =>
            void navigate({ to: "/executions/$executionId", params: { executionId: id } }),
          onError: notifyError,
        })
      }
    >
      <LiveVersionNote execution={execution} />
    </ConfirmButton>
  );
}
