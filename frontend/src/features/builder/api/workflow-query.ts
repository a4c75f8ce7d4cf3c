import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Workflow } from "@/lib/api/types";
import { freeName } from "@/lib/free-name";
import { newDocument } from "@/lib/graph/document";
import { messages } from "@/lib/messages";

const MOST = 200;

export function loadWorkflow(workflowId: string, signal?: AbortSignal) {
  return unwrap(
    api.GET("/api/workflows/{workflow_id}", { params: { path: { workflow_id: workflowId } }, signal }),
  );
}

/**
 * The workflow as opened: later states come from the editor, never from a refetch under its hands. One that `mayBeNew` is
 * blank, at revision 0, as long as nobody has saved it.
 */
export function workflowQuery(workflowId: string, mayBeNew = false) {
  return queryOptions({
    queryKey: ["workflows", "detail", workflowId],
    queryFn: async ({ signal }) => {
      const isThere = !mayBeNew || (await list({ ids: workflowId }, signal)).length > 0;
      return isThere ? loadWorkflow(workflowId, signal) : blank(workflowId, await untitled(signal));
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

async function list(query: { ids?: string; q?: string; limit?: number }, signal: AbortSignal) {
  return (await unwrap(api.GET("/api/workflows", { params: { query }, signal }))).items;
}

/** "Untitled workflow", else "Untitled workflow 2" ... */
async function untitled(signal: AbortSignal): Promise<string> {
  const wanted = messages.workflows.untitled;
  const known = await list({ q: wanted, limit: MOST }, signal);
  const taken = known.filter(({ status }) => status !== "archived").map(({ name }) => name);
  return freeName(wanted, new Set(taken), " ");
}

/** What the server will have of a workflow once it is saved without an edit. */
function blank(id: string, name: string): Workflow {
  const now = new Date().toISOString();
  return {
    ...newDocument(name),
    ...{ id, graph: { nodes: [], edges: [], annotations: [] }, tests: [] },
    ...{ status: "draft", live_version: null, revision: 0, last_execution: null },
    ...{ created_at: now, updated_at: now, edited_at: now, edited_by: null },
  };
}
