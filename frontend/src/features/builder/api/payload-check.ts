import { queryOptions, skipToken } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { PayloadMisfit } from "@/lib/api/types";

export interface PayloadCheck {
  /** `name@version` of the trigger. */
  definition: string;
  config: Record<string, unknown>;
  payload: unknown;
}

/** Where the trigger would not take a payload: the server's own judgement, which a start by hand meets too. */
export function payloadCheckQuery(workflowId: string, check: PayloadCheck | null) {
  return queryOptions({
    queryKey: ["payload-check", workflowId, check],
    queryFn: check
      ? async ({ signal }): Promise<PayloadMisfit[]> =>
          (
            await unwrap(
              api.POST("/api/workflows/{workflow_id}/payload-checks", {
                params: { path: { workflow_id: workflowId } },
                body: check,
                signal,
              }),
            )
          ).misfits
      : skipToken,
    // The same payload is judged the same.
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
}
