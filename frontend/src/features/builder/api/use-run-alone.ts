import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { type FlatNode, toDocument } from "@/lib/graph/body";
import { useBuilderContext } from "../state/context";

/** Runs one node of the draft alone, with given values for what its expressions read, by name. */
export function useRunAlone(node: FlatNode) {
  const { workflowId, store, tests } = useBuilderContext();
  return useMutation({
    mutationFn: async (values: Record<string, unknown>) => {
      const { document } = store.getState();
      const { graph, settings } = toDocument(document);
      const answer = await unwrap(
        api.POST("/api/workflows/{workflow_id}/nodes/{key}/runs", {
          params: { path: { workflow_id: workflowId, key: node.key } },
          body: { graph, settings, values, mode: tests.getState().live ? "live" : "sample" },
        }),
      );
      return { node, graph: document.graph, runs: answer.nodes };
    },
    onSuccess: (alone) => tests.getState().ranAlone(alone),
  });
}
