import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

const REFRESH_MS = 3000;

/** What a run waits for, while it is under way. */
export function waitsQuery(executionId: string, running: boolean) {
  return queryOptions({
    queryKey: ["waits", executionId],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/waits", { params: { query: { execution_id: executionId } }, signal })))
        .items,
    enabled: running,
    refetchInterval: REFRESH_MS,
  });
}
