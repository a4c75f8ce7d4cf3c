import { Button } from "@mantine/core";
import { IconRepeat } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { runStart } from "@/lib/run-start";
import { useRunAgain } from "../api/use-run-again";

const text = messages.execution;

/** Offered for an ended run whose input is known: the new run is opened in place of this one. */
export function RunAgainButton({ execution }: { execution: Execution }) {
  const navigate = useNavigate();
  const again = useRunAgain(execution.workflow_id);
  const start = runStart(execution);
  if (execution.status === "running" || !start) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRepeat size={14} />}
      title={text.runAgainHint}
      loading={again.isPending}
      onClick={() =>
        again.mutate(start, {
          onSuccess: ({ id }) =>
            void navigate({ to: "/executions/$executionId", params: { executionId: id } }),
          onError: notifyError,
        })
      }
    >
      {text.runAgain}
    </Button>
  );
}
