import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";

/** Runs the saved tests on the draft as it is, which is saved first; with their results come the tests as they ran. */
export function useRunTests() {
  const { workflowId, store, autosave } = useBuilderContext();
  return useMutation({
    mutationFn: async () => {
      await autosave.flush();
      const tests = store.getState().document.tests ?? [];
      const { items } = await unwrap(
        api.POST("/api/workflows/{workflow_id}/tests/run", {
          params: { path: { workflow_id: workflowId } },
          body: {},
        }),
      );
      return { items, tests };
    },
  });
}
