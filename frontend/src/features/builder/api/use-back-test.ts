import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";
import { drawing } from "./drawing";

/** Runs the last executions of the live version again, on the draft; what comes out is kept beside the other tests. */
export function useBackTest() {
  const { workflowId, store, autosave, tests } = useBuilderContext();
  return useMutation({
    mutationFn: async (count: number) => {
      const draft = store.getState().document;
      const report = await unwrap(
        api.POST("/api/workflows/{workflow_id}/back-tests", {
          params: { path: { workflow_id: workflowId } },
          body: { ...drawing(draft, autosave.secretsAsOf), count },
        }),
      );
      return { report, graph: draft.graph };
    },
    onSuccess: (tested) => tests.getState().backTested(tested),
  });
}
