import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";

export function useDeactivate() {
  const { workflowId } = useBuilderContext();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/workflows/{workflow_id}/deactivate", {
          params: { path: { workflow_id: workflowId } },
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["workflows"] });
      void queries.invalidateQueries({ queryKey: ["triggers", workflowId] });
    },
  });
}
