import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { RunStart } from "@/lib/run-start";

/** Starts the live version of a workflow with what an earlier run was started with. */
export function useRunAgain(workflowId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ trigger, payload }: RunStart) =>
      unwrap(
        api.POST("/api/workflows/{workflow_id}/executions", {
          params: { path: { workflow_id: workflowId } },
          body: { trigger_node: trigger, payload },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["executions", "latest"] }),
  });
}
