import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { WorkflowSummary } from "@/lib/api/types";
import { copyName, freeName } from "../free-name";

const MOST = 200;

/** Makes a draft like a workflow's, under a name that is free. */
export function useCopyWorkflow() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, name }: Pick<WorkflowSummary, "id" | "name">) => {
      const wanted = copyName(name);
      const alike = await unwrap(
        api.GET("/api/workflows", { params: { query: { q: wanted, limit: MOST } } }),
      );
      const taken = new Set(alike.items.map((workflow) => workflow.name));
      return unwrap(
        api.POST("/api/workflows/{workflow_id}/copies", {
          params: { path: { workflow_id: id } },
          body: { name: freeName(wanted, taken, " ") },
        }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["workflows"] }),
  });
}
