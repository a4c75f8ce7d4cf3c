import { keepPreviousData, QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { ApiError, ServerUnreachable } from "./errors";

const RETRIES = 2;

/** A refusal will not change by asking again; an unreachable server is asked until it is back. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (error instanceof ApiError) return error.status >= 500 && failures < RETRIES;
  return error instanceof ServerUnreachable ? true : failures < RETRIES;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: shouldRetry,
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 8000),
        staleTime: 5_000,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** What can be drawn, and with what. Changes only with a deployment. */
const registry = {
  queryKey: ["definitions"],
  queryFn: ({ signal }: { signal: AbortSignal }) => unwrap(api.GET("/api/registry/definitions", { signal })),
  staleTime: 5 * 60_000,
};

/** Every node type people can place: triggers, logic and actions. */
export const definitionsQuery = queryOptions({ ...registry, select: ({ items }) => items });

/** A sample of what an error workflow is told of the run that failed. */
export const failedRunQuery = queryOptions({ ...registry, select: ({ failed_run }) => failed_run });

const FOUND_AT_MOST = 30;

/** Workflows to choose among, by part of a name or description; without one, the first by name. */
export function foundWorkflowsQuery(q: string) {
  return queryOptions({
    queryKey: ["workflows", "found", q],
    queryFn: async ({ signal }) => {
      const query = { ...(q ? { q } : {}), sort: "name", order: "asc", limit: FOUND_AT_MOST } as const;
      return (await unwrap(api.GET("/api/workflows", { params: { query }, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });
}

/** What a workflow is called that was chosen before, archived or not. */
export function chosenWorkflowQuery(id: string | null) {
  return queryOptions({
    queryKey: ["workflows", "chosen", id],
    queryFn: async ({ signal }) => {
      const path = { workflow_id: id ?? "" };
      const { name, description, live_version } = await unwrap(
        api.GET("/api/workflows/{workflow_id}", { params: { path }, signal }),
      );
      return { name, description, live_version };
    },
    enabled: id !== null,
    staleTime: 60_000,
  });
}
