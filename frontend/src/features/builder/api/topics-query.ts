import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

/** The Kafka topics that workflows name; asked for once in a while, and not again where that fails. */
export const topicsQuery = queryOptions({
  queryKey: ["topics"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/registry/topics", { signal }))).items,
  staleTime: 60_000,
  retry: false,
});
