import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { ReactFlowProvider } from "@xyflow/react";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import { definitionsQuery } from "@/lib/api/queries";
import { unsavedQuery } from "./api/unsaved-query";
import { workflowQuery } from "./api/workflow-query";
import { Builder } from "./Builder";

/** Loads what the builder needs, then opens it; a workflow opened anew starts with a fresh history. */
export function BuilderPage() {
  const { workflowId } = useParams({ from: "/workflows/$workflowId" });
  const search = useSearch({ from: "/workflows/$workflowId" });
  const workflow = useQuery(workflowQuery(workflowId, search.new));
  const definitions = useQuery(definitionsQuery);
  const unsaved = useQuery(unsavedQuery(workflowId));
  const failed = [workflow, definitions, unsaved].find(({ isLoadingError }) => isLoadingError);
  if (failed?.error) return <LoadError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!workflow.data || !definitions.data || !unsaved.data) {
    return <Loading whole />;
  }
  return (
    <ReactFlowProvider key={workflowId}>
      <Builder workflow={workflow.data} definitions={definitions.data} />
    </ReactFlowProvider>
  );
}
