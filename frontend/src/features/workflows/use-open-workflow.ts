import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Workflow } from "@/lib/api/types";

/** Leads into the builder of a workflow, also from where a mutation ends after its page has gone. */
export function useOpenWorkflow(): (workflow: Pick<Workflow, "id">) => void {
  const navigate = useNavigate();
  return useCallback(
    ({ id }) => void navigate({ to: "/workflows/$workflowId", params: { workflowId: id } }),
    [navigate],
  );
}
