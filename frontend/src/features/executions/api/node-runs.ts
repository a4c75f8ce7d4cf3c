import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { sameRun } from "../whole/merge";

/** The most that one answer has. */
const PAGE = 200;

interface Wanted {
  /** Of this node only. */
  key?: string | undefined;
  /** The position behind which to read; -1 is the beginning. */
  after: number;
  limit?: number;
  signal?: AbortSignal;
}

/** Runs of nodes in the order of the timeline. */
export async function readNodeRuns(executionId: string, { key, after, limit = PAGE, signal }: Wanted) {
  const cursor = after < 0 ? undefined : String(after);
  return unwrap(
    api.GET("/api/executions/{execution_id}/nodes", {
      params: { path: { execution_id: executionId }, query: { key, cursor, limit } },
      ...(signal ? { signal } : {}),
    }),
  );
}

/** One run of a node with its values, which an answer of its own always has room for. */
export function nodeRunQuery(executionId: string, run: NodeRun) {
  const { key, iteration, attempt, position = 0, status } = run;
  return queryOptions({
    queryKey: ["executions", "node-run", executionId, { key, iteration, attempt, position, status }],
    queryFn: async ({ signal }): Promise<NodeRun> => {
      const { items } = await readNodeRuns(executionId, { key, after: position - 1, limit: 1, signal });
      const [found] = items;
      // Places shift while a run goes on: the next look at it has the new one.
      if (!found || !sameRun(found, run)) throw new Error(messages.wholeRun.moved);
      return found;
    },
    staleTime: run.ended_at ? Infinity : 0,
  });
}
