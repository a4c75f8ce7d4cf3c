import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useState } from "react";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useRedrive } from "../api/use-redrive";
import { ConfirmButton } from "./ConfirmButton";
import { NewerVersionNote } from "./LiveVersionNotes";

const text = messages.redrive;
/** As long as Step Functions keeps what it needs. */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;

/** Offered for a run that ended badly, while it can still go on. */
export function RedriveButton({ execution }: { execution: Execution }) {
  const [openedAt] = useState(Date.now);
  const redrive = useRedrive(execution);
  const { status, ended_at, express } = execution;
  if (express || !ended_at || status === "succeeded" || openedAt - Date.parse(ended_at) > REDRIVABLE_MS)
    return null;
  const cancelled = status === "cancelled";
  return (
    <ConfirmButton
      label={cancelled ? text.afterCancel.button : text.button}
      icon={<IconPlayerTrackNext size={14} />}
      title={cancelled ? text.afterCancel.title : text.title}
      text={cancelled ? text.afterCancel.text : text.text}
      confirm={text.confirm}
      loading={redrive.isPending}
      onConfirm={() =>
        redrive.mutate(undefined, { onSuccess: () => notifyDone(text.asked), onError: notifyError })
      }
    >
      <NewerVersionNote execution={execution} />
    </ConfirmButton>
  );
}
