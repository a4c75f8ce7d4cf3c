import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { toDocument } from "@/lib/graph/body";
import { useBuilderContext } from "../state/context";

/** Runs the last executions of the live version again, on the draft. */
export function useBackTest() {
  const { workflowId, store } = useBuilderContext();
  return useMutation({
    mutationFn: (count: number) => {
      const { graph, settings } = toDocument(store.getState().document);
      return unwrap(
        api.POST("/api/workflows/{workflow_id}/back-tests", {
          params: { path: { workflow_id: workflowId } },
          body: { graph, settings, count },
        }),
      );
    },
  });
}
