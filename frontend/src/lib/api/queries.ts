import { QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { ApiError, ServerUnreachable } from "./errors";

const RETRIES = 2;

/** A refusal will not change by asking again; an unreachable server is asked until it is back. */
function shouldRetry(failures: number, error: Error): boolean {
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

/** Every node type people can place: triggers, logic and actions. Changes only with a deployment. */
export const definitionsQuery = queryOptions({
  queryKey: ["definitions"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/registry/definitions", { signal }))).items,
  staleTime: 5 * 60_000,
});

const NAMES_LIMIT = 200;

/** Workflows to choose among: to filter by, to start from another. */
export const workflowNamesQuery = queryOptions({
  queryKey: ["workflows", "names"],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET("/api/workflows", { params: { query: { limit: NAMES_LIMIT } }, signal }))).items,
});
