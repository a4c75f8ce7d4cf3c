import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { executionDataQuery } from "../api/execution-query";
import { useBuilderContext } from "../state/context";
import { runDataOf } from "./run-data";

/** Takes the data of the execution that the address names (`?run=`); gives what drops it again. */
export function useRunData(): () => void {
  const { workflowId, store, tests } = useBuilderContext();
  const { run } = useSearch({ from: "/workflows/$workflowId" });
  const navigate = useNavigate();
  const { data: execution, error } = useQuery(executionDataQuery(run));
  useEffect(() => {
    if (error) notifyError(error);
  }, [error]);
  useEffect(() => {
    // A workflow is tested with its own runs only.
    if (!execution || execution.workflow_id !== workflowId) return;
    const taken = runDataOf(execution, store.getState().document);
    if (taken) tests.getState().takeRun(taken.data, taken.shown);
    else notifyError(new Error(messages.test.runNotRecorded));
  }, [execution, workflowId, store, tests]);
  return useCallback(() => {
    tests.getState().dropRun();
    void navigate({ to: "/workflows/$workflowId", params: { workflowId }, search: {}, replace: true });
  }, [tests, navigate, workflowId]);
}
