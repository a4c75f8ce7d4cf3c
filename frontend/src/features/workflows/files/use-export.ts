import { useMutation } from "@tanstack/react-query";
import { messages } from "@/lib/messages";
import { notifyError, notifyInfo } from "@/lib/notify";
import { exportWorkflows } from "./export-workflows";

export function useExport() {
  return useMutation({
    mutationFn: exportWorkflows,
    onSuccess: ({ withoutSecrets }) => {
      if (withoutSecrets) notifyInfo(messages.workflowFiles.withoutSecrets);
    },
    onError: notifyError,
  });
}
