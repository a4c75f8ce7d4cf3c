import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Workflow, WorkflowDocument, WorkflowSummary } from "@/lib/api/types";

const MOST = 200;

/** Makes a draft of a document. */
export function createWorkflow(document: WorkflowDocument): Promise<Workflow> {
  // What a document leaves out gets the server's defaults.
  return unwrap(api.POST("/api/workflows", { body: document as Required<WorkflowDocument> }));
}

/** Workflows that are found by a name; at most so many, the archived ones among them. */
export async function workflowsLike(name: string): Promise<readonly WorkflowSummary[]> {
  const query = { q: name, limit: MOST };
  return (await unwrap(api.GET("/api/workflows", { params: { query } }))).items;
}

/** A mutation that makes a workflow, by whichever way: what lists or finds workflows learns of it. */
export function useMaking<Of>(make: (of: Of) => Promise<Workflow>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSuccess: () =>
      queries.invalidateQueries({
        queryKey: ["workflows"],
        // One that is open in the builder is what it was.
        predicate: ({ queryKey }) => queryKey[1] !== "detail",
      }),
  });
}
