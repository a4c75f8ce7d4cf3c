import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";

interface Said {
  /** Why, although saved tests fail. */
  override?: string;
  label?: string;
  note?: string;
}

/** Saves what is unsaved, then publishes exactly that revision. */
export function usePublish() {
  const { workflowId, autosave } = useBuilderContext();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (said: Said) => {
      const revision = await autosave.flush();
      return unwrap(
        api.POST("/api/workflows/{workflow_id}/publish", {
          params: { path: { workflow_id: workflowId } },
          body: { revision, ...said },
        }),
      );
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["workflows"] });
      void queries.invalidateQueries({ queryKey: ["triggers", workflowId] });
      void queries.invalidateQueries({ queryKey: ["versions", workflowId] });
    },
  });
}
