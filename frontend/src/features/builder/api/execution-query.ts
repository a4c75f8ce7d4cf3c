import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Execution } from "@/lib/api/types";

/** A recorded execution, as it is when the builder is opened with its data. */
export function executionDataQuery(executionId: string | undefined) {
  return queryOptions({
    queryKey: ["execution-data", executionId],
    queryFn: async ({ signal }): Promise<Execution> => {
      const execution = await unwrap(
        api.GET("/api/executions/{execution_id}", {
          params: { path: { execution_id: executionId ?? "" } },
          signal,
        }),
      );
      return { ...execution, graph: execution.graph ?? { nodes: [], edges: [] } };
    },
    enabled: executionId !== undefined,
    staleTime: Infinity,
  });
}
