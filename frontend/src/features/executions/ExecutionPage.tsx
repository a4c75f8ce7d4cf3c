import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ReactFlowProvider } from "@xyflow/react";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import { definitionsQuery } from "@/lib/api/queries";
import { executionQuery } from "./api/execution-query";
import { ExecutionView } from "./ExecutionView";

export function ExecutionPage() {
  const { executionId } = useParams({ from: "/executions/$executionId" });
  const execution = useQuery(executionQuery(executionId));
  const definitions = useQuery(definitionsQuery);
  const failed = [execution, definitions].find(({ isLoadingError }) => isLoadingError);
  if (failed?.error) return <LoadError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!execution.data || !definitions.data) {
    return <Loading whole />;
  }
  return (
    <ReactFlowProvider key={executionId}>
      <ExecutionView
        execution={execution.data}
        seenAt={execution.dataUpdatedAt}
        definitions={definitions.data}
      />
    </ReactFlowProvider>
  );
}
