import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { WorkflowDocument } from "@/lib/api/types";

export function useCreateWorkflow() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: WorkflowDocument) => unwrap(api.POST("/api/workflows", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["workflows", "list"] }),
  });
}
