import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { WorkflowDocument } from "@/lib/api/types";

export function useCreateWorkflow() {
  const queries = useQueryClient();
  return useMutation({
    // What a document leaves out gets the server's defaults.
    mutationFn: (body: WorkflowDocument) =>
      unwrap(api.POST("/api/workflows", { body: body as Required<WorkflowDocument> })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["workflows", "list"] }),
  });
}
