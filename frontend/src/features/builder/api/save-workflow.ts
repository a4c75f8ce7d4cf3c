import { api, unwrap } from "@/lib/api/client";
import type { WorkflowDocument } from "@/lib/api/types";

export function saveWorkflow(
  workflowId: string,
  { name, description, graph, settings }: WorkflowDocument,
  revision: number,
) {
  return unwrap(
    api.PUT("/api/workflows/{workflow_id}", {
      params: { path: { workflow_id: workflowId } },
      body: { name, description, graph, settings, revision },
    }),
  );
}
