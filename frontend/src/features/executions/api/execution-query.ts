import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Execution } from "@/lib/api/types";
import { isStatus } from "@/lib/api/errors";
import { shouldRetry } from "@/lib/api/queries";

const LIVE_MS = 500;
const SLOWEST_MS = 10_000;
/** A run this old is looked at less and less often: an hour-long wait does not need two looks a second. */
const CALM_AFTER_MS = 15_000;
const CALM_MS = 2_000;
/** As long as status changes are usually on their way, and a run's first record. */
const ERROR_RUN_MS = 10_000;
const SETTLE_ATTEMPTS = 12;

/** Half a second while a run is young, then a thirtieth of its age, at most ten seconds. */
function pollInterval(startedAt: string): number {
  const age = Date.now() - new Date(startedAt).getTime();
  return age < CALM_AFTER_MS ? LIVE_MS : Math.min(age / 30, SLOWEST_MS);
}

/** Whether its error workflow, if it has one, may still be starting: the run ends first. */
function awaitsErrorRun({ status, ended_at, children, error_workflow_fault }: Execution): boolean {
  if ((status !== "failed" && status !== "timed_out") || !ended_at) return false;
  const told = Boolean(error_workflow_fault) || children.some(({ node_key }) => node_key === "");
  return !told && Date.now() - new Date(ended_at).getTime() < ERROR_RUN_MS;
}

/** One execution, live while it runs. */
export function executionQuery(executionId: string) {
  return queryOptions({
    queryKey: ["executions", "detail", executionId],
    queryFn: async ({ signal }): Promise<Execution> => {
      const execution = await unwrap(
        api.GET("/api/executions/{execution_id}", {
          params: { path: { execution_id: executionId } },
          signal,
        }),
      );
      return { ...execution, graph: execution.graph ?? { nodes: [], edges: [] } };
    },
    refetchInterval: ({ state: { data } }) => {
      if (data?.status === "running") return pollInterval(data.started_at);
      if (data !== undefined && awaitsErrorRun(data)) return CALM_MS;
      // An ended run without steps: they are read from its history before long.
      const isTold = data === undefined || data.nodes.length > 0;
      return !isTold && (data.gaps.length > 0 || data.diverged) ? SLOWEST_MS : false;
    },
    // An execution just started by hand may be a moment ahead of its first record.
    retry: (failures, error) =>
      isStatus(error, 404) ? failures < SETTLE_ATTEMPTS : shouldRetry(failures, error),
    retryDelay: LIVE_MS,
    staleTime: 0,
  });
}
