import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { executionDataQuery } from "../api/execution-query";
import { useReveal } from "../hooks/use-reveal";
import { useBuilderContext } from "../state/context";
import { failedNodeOf, runDataOf } from "./run-data";

/**
 * Takes the data of the execution that the address names (`?run=`), and leads to the node that failed in it; gives what
 * drops the data again.
 */
export function useRunData(): () => void {
  const { workflowId, store, tests } = useBuilderContext();
  const { run } = useSearch({ from: "/workflows/$workflowId" });
  const navigate = useNavigate();
  const reveal = useReveal();
  const led = useRef<string | null>(null);
  const { data: execution, error } = useQuery(executionDataQuery(run));
  useEffect(() => {
    if (error) notifyError(error);
  }, [error]);
  useEffect(() => {
    // A workflow is tested with its own runs only.
    if (!execution || execution.workflow_id !== workflowId) return;
    const taken = runDataOf(execution, store.getState().document);
    if (!taken) {
      notifyError(new Error(messages.test.runNotRecorded));
      return;
    }
    tests.getState().takeRun(taken.data, taken.shown);
    const failed = failedNodeOf(taken.shown, store.getState().document);
    // Once: by the next look at the run one may have gone elsewhere.
    if (failed === null || led.current === execution.id) return;
    led.current = execution.id;
    store.getState().select([failed]);
    reveal(failed);
  }, [execution, workflowId, store, tests, reveal]);
  return useCallback(() => {
    tests.getState().dropRun();
    void navigate({ to: "/workflows/$workflowId", params: { workflowId }, search: {}, replace: true });
  }, [tests, navigate, workflowId]);
}
