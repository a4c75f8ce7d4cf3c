import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { useBuilderContext } from "../state/context";

interface Described {
  version: number;
  label: string;
  note: string;
}

/** Says what a version is called. */
export function useDescribeVersion() {
  const { workflowId } = useBuilderContext();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ version, ...body }: Described) =>
      unwrap(
        api.PATCH("/api/workflows/{workflow_id}/versions/{version}", {
          params: { path: { workflow_id: workflowId, version } },
          body,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["versions", workflowId] }),
  });
}
