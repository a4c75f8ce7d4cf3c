import { api, unwrap } from "@/lib/api/client";
import type { WorkflowSummary } from "@/lib/api/types";
import { freeName } from "@/lib/free-name";
import { copyName } from "../copy-name";
import { useMaking, workflowsLike } from "./make-workflow";

/** Makes a draft like a workflow's, under a name that is free. */
export function useCopyWorkflow() {
  return useMaking(copyOf);
}

async function copyOf({ id, name }: Pick<WorkflowSummary, "id" | "name">) {
  const wanted = copyName(name);
  const taken = new Set((await workflowsLike(wanted)).map((workflow) => workflow.name));
  return unwrap(
    api.POST("/api/workflows/{workflow_id}/copies", {
      params: { path: { workflow_id: id } },
      body: { name: freeName(wanted, taken, " ") },
    }),
  );
}
