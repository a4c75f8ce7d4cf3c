import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Execution } from "@/lib/api/types";
import { executionQuery } from "./execution-query";

const LOOKS = 20;
const BETWEEN_MS = 500;

/** Lets a run go on from where it failed, and waits until its record shows that. */
export function useRedrive({ id, ended_at }: Execution) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await unwrap(
        api.POST("/api/executions/{execution_id}/redrive", { params: { path: { execution_id: id } } }),
      );
      // What happened reaches the record by an event: a moment here, seconds on AWS.
      for (let look = 0; look < LOOKS; look += 1) {
        const execution = await queries.fetchQuery({ ...executionQuery(id), staleTime: 0 });
        if (execution.ended_at !== ended_at) return;
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["executions"] }),
  });
}
