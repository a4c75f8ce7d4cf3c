import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { FlatNode } from "@/lib/graph/body";
import { useBuilderContext } from "../state/context";
import { drawing } from "./drawing";

/** Runs one node of the draft alone, with given values for what its expressions read, by name. */
export function useRunAlone(node: FlatNode) {
  const { workflowId, store, autosave, tests } = useBuilderContext();
  return useMutation({
    mutationFn: async (values: Record<string, unknown>) => {
      const { document } = store.getState();
      const answer = await unwrap(
        api.POST("/api/workflows/{workflow_id}/nodes/{key}/runs", {
          params: { path: { workflow_id: workflowId, key: node.key } },
          body: {
            ...drawing(document, autosave.secretsAsOf),
            ...{ values, mode: tests.getState().live ? ("live" as const) : ("sample" as const) },
          },
        }),
      );
      return { node, graph: document.graph, runs: answer.nodes };
    },
    onSuccess: (alone) => tests.getState().ranAlone(alone),
  });
}
