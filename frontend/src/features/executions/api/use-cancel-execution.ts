import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

/** Asks for a run to be cancelled; it is, soon after. */
export function cancelExecution(executionId: string) {
  return unwrap(
    api.POST("/api/executions/{execution_id}/cancel", { params: { path: { execution_id: executionId } } }),
  );
}

export function useCancelExecution(executionId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => cancelExecution(executionId),
    onSettled: () => queries.invalidateQueries({ queryKey: ["executions"] }),
  });
}
