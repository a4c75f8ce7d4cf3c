import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";

/** Runs the saved tests on the draft as it is, which is saved first. */
export function useRunTests() {
  const { workflowId, autosave } = useBuilderContext();
  return useMutation({
    mutationFn: async () => {
      await autosave.flush();
      return unwrap(
        api.POST("/api/workflows/{workflow_id}/tests/run", {
          params: { path: { workflow_id: workflowId } },
          body: {},
        }),
      );
    },
  });
}
