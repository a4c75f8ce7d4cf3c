import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Execution } from "@/lib/api/types";

const FRESH_MS = 60_000;

/** The latest run of a workflow with what went through its nodes; null when it never ran. */
export function lastRunQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["last-run", workflowId],
    staleTime: FRESH_MS,
    queryFn: async ({ signal }): Promise<Execution | null> => {
      const { items } = await unwrap(
        api.GET("/api/executions", { params: { query: { workflow_id: workflowId, limit: 1 } }, signal }),
      );
      const [latest] = items;
      if (!latest) return null;
      const execution = await unwrap(
        api.GET("/api/executions/{execution_id}", { params: { path: { execution_id: latest.id } }, signal }),
      );
      return { ...execution, graph: execution.graph ?? { nodes: [], edges: [] } };
    },
  });
}
