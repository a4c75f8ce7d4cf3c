import { Button, Group, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconHistory, IconTestPipe } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { GraphNode } from "@/lib/api/types";
import { failedRunQuery } from "@/lib/api/queries";
import { definitionOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { loadLastPayload } from "../api/last-payload";
import { useBuilder, useBuilderContext } from "../state/context";
import { isFirstTrigger } from "./failed-run";
import { sampleText } from "./sample-payload";

const text = messages.test;

interface Props {
  trigger: GraphNode | undefined;
  /** Takes a payload as JSON, and the trigger that it came by where that is another one. */
  onPick: (payload: string, trigger?: GraphNode) => void;
  triggers: readonly GraphNode[];
}

/** Where a payload can come from instead of being written: a sample, of the trigger or of a failed run, and the latest run. */
export function PayloadSources({ trigger, triggers, onPick }: Props) {
  const { workflowId, definitions } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const failedRun = useQuery({ ...failedRunQuery, enabled: false }).data;
  const last = useMutation({ mutationFn: () => loadLastPayload(workflowId), onError: notifyError });
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconTestPipe size={13} />}
        onClick={() => onPick(sampleText(trigger, trigger && definitionOf(trigger, definitions), nodes))}
      >
        {text.sample}
      </Button>
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconHistory size={13} />}
        loading={last.isPending}
        onClick={() =>
          last.mutate(undefined, {
            onSuccess: (start) =>
              onPick(
                JSON.stringify(start.payload, null, 2),
                triggers.find(({ id }) => id === start.triggerId),
              ),
          })
        }
      >
        {text.lastReceived}
      </Button>
      {failedRun && trigger && isFirstTrigger(trigger, triggers) ? (
        <Tooltip label={text.failedRunHint} multiline w={260}>
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconAlertTriangle size={13} />}
            onClick={() => onPick(JSON.stringify(failedRun, null, 2))}
          >
            {text.failedRun}
          </Button>
        </Tooltip>
      ) : null}
    </Group>
  );
}
