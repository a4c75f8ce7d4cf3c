import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { toDocument } from "@/lib/graph/body";
import { useBuilderContext } from "../state/context";

/** Runs the last executions of the live version again, on the draft; what comes out is kept beside the other tests. */
export function useBackTest() {
  const { workflowId, store, tests } = useBuilderContext();
  return useMutation({
    mutationFn: async (count: number) => {
      const draft = store.getState().document;
      const { graph, settings } = toDocument(draft);
      const report = await unwrap(
        api.POST("/api/workflows/{workflow_id}/back-tests", {
          params: { path: { workflow_id: workflowId } },
          body: { graph, settings, count },
        }),
      );
      return { report, graph: draft.graph };
    },
    onSuccess: (tested) => tests.getState().backTested(tested),
  });
}
