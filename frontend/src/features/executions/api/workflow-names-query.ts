import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

const LIMIT = 200;

/** Workflows to filter by. */
export const workflowNamesQuery = queryOptions({
  queryKey: ["workflows", "names"],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET("/api/workflows", { params: { query: { limit: LIMIT } }, signal }))).items,
});
