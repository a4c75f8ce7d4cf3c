import type { WorkflowSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useArchiveWorkflow } from "../api/use-archive-workflow";
import { useCopyWorkflow } from "../api/use-copy-workflow";
import { notifyCopied } from "../components/CopyNotice";
import { useOpenWorkflow } from "../use-open-workflow";

/** Copies a workflow and stays where it is: the copy is opened, or taken back, on request. */
export function useDuplicate() {
  const open = useOpenWorkflow();
  const copy = useCopyWorkflow();
  const archive = useArchiveWorkflow();
  return (workflow: WorkflowSummary) =>
    copy.mutate(workflow, {
      onSuccess: (made) =>
        notifyCopied(made, {
          open: () => open(made),
          undo: () =>
            // Told also to who has left the list by then: what `mutate` is given ends with the page.
            void archive
              .mutateAsync(made.id)
              .then(() => notifyDone(messages.workflows.archived(made.name)), notifyError),
        }),
      onError: notifyError,
    });
}
