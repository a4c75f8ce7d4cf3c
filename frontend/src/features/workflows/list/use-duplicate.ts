import { useNavigate } from "@tanstack/react-router";
import type { WorkflowSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useArchiveWorkflow } from "../api/use-archive-workflow";
import { useCopyWorkflow } from "../api/use-copy-workflow";
import { notifyCopied } from "../components/CopyNotice";

/** Copies a workflow and stays where it is: the copy is opened, or taken back, on request. */
export function useDuplicate() {
  const navigate = useNavigate();
  const copy = useCopyWorkflow();
  const archive = useArchiveWorkflow();
  return (workflow: WorkflowSummary) =>
    copy.mutate(workflow, {
      onSuccess: (made) =>
        notifyCopied(made, {
          open: () => void navigate({ to: "/workflows/$workflowId", params: { workflowId: made.id } }),
          undo: () =>
            archive.mutate(made.id, {
              onSuccess: () => notifyDone(messages.workflows.archived(made.name)),
              onError: notifyError,
            }),
        }),
      onError: notifyError,
    });
}
