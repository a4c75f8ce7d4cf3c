import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { chosenWorkflowQuery } from "@/lib/api/queries";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { runStart } from "@/lib/run-start";

interface Props {
  execution: Execution;
}

/** Which version a run that starts now would use. */
export function LiveVersionNote({ execution }: Props) {
  const live = useLiveVersion(execution);
  if (live === undefined) return null;
  return (
    <Note>
      {live === null ? messages.runAgain.noneLive : messages.runAgain.live(live, execution.version)}
    </Note>
  );
}

/** That a run which goes on does not use what was published since it started. */
export function NewerVersionNote({ execution }: Props) {
  const live = useLiveVersion(execution);
  const { version } = execution;
  if (!live || version === null || live === version) return null;
  return <Note>{messages.redrive.otherLive(version, live, runStart(execution) !== null)}</Note>;
}

/** Asked anew each time: somebody may have published since. Undefined until it is known, null where none is live. */
function useLiveVersion({ workflow_id }: Execution): number | null | undefined {
  return useQuery({ ...chosenWorkflowQuery(workflow_id), staleTime: 0 }).data?.live_version;
}

function Note({ children }: { children: string }) {
  return (
    <Text size="sm" mt={6}>
      {children}
    </Text>
  );
}
