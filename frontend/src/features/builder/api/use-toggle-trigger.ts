import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";

export function useToggleTrigger() {
  const { workflowId } = useBuilderContext();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, enable }: { id: string; enable: boolean }) => {
      const params = { path: { trigger_id: id } };
      return unwrap(
        enable
          ? api.POST("/api/triggers/{trigger_id}/enable", { params })
          : api.POST("/api/triggers/{trigger_id}/disable", { params }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["triggers", workflowId] }),
  });
}
