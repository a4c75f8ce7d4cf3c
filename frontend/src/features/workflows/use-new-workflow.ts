import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

/** Leads to a blank canvas; the workflow comes to be by the first edit there. Gives its id. */
export function useNewWorkflow(): () => string {
  const navigate = useNavigate();
  return useCallback(() => {
    const workflowId = crypto.randomUUID();
    void navigate({ to: "/workflows/$workflowId", params: { workflowId }, search: { new: true } });
    return workflowId;
  }, [navigate]);
}
