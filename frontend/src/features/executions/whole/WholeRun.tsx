import { Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { RunDetails } from "@/components/RunDetails";
import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { nodeRunQuery } from "../api/node-runs";
import { useRunView } from "../run-view";
import { LoadFault } from "./LoadFault";

const text = messages.wholeRun;

interface Props {
  run: NodeRun;
  /** What else it could read. */
  given: ReactNode;
}

/** One run of a node; values that did not fit into the execution's answer are loaded when it is looked at. */
export function WholeRun({ run, given }: Props) {
  return run.values_omitted ? <LoadedRun run={run} given={given} /> : <RunDetails run={run} given={given} />;
}

function LoadedRun({ run, given }: Props) {
  const { execution } = useRunView();
  const found = useQuery(nodeRunQuery(execution.id, run));
  if (found.data) return <RunDetails run={asShown(run, found.data)} given={given} />;
  return (
    <RunDetails
      run={run}
      given={given}
      values={
        found.isError && !found.isFetching ? (
          <LoadFault title={text.valuesFailed} error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <Group gap={8} role="status">
            <Loader size="xs" />
            <Text size="sm" c="dimmed">
              {text.valuesLoading}
            </Text>
          </Group>
        )
      }
    />
  );
}

/** The values of a run as it stands at the moment looked at: before its end it has given nothing. */
function asShown(run: NodeRun, { input, output, error }: NodeRun): NodeRun {
  return run.status === "running"
    ? { ...run, input, values_omitted: false }
    : { ...run, input, output, error, values_omitted: false };
}
