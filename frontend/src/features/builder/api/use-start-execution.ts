import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";

interface Start {
  trigger_node: string;
  payload: unknown;
  /** A version that is not live. */
  version?: number;
}

export function useStartExecution() {
  const { workflowId } = useBuilderContext();
  return useMutation({
    mutationFn: (body: Start) =>
      unwrap(
        api.POST("/api/workflows/{workflow_id}/executions", {
          params: { path: { workflow_id: workflowId } },
          body,
        }),
      ),
  });
}
