import { IconPlayerStop } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import { notifyDone, notifyError } from "@/lib/notify";
import { useCancelExecution } from "../api/use-cancel-execution";
import { ConfirmButton } from "./ConfirmButton";

const text = messages.execution;

export function CancelButton({ executionId }: { executionId: string }) {
  const cancel = useCancelExecution(executionId);
  return (
    <ConfirmButton
      label={text.cancel}
      icon={<IconPlayerStop size={14} />}
      title={text.cancelTitle}
      text={text.cancelText}
      confirm={text.cancel}
      color="red"
      loading={cancel.isPending}
      onConfirm={() =>
        cancel.mutate(undefined, { onSuccess: () => notifyDone(text.cancelRequested), onError: notifyError })
      }
    />
  );
}
