import { Button, Group } from "@mantine/core";
import { IconHistory, IconTestPipe } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { GraphNode } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { loadLastPayload } from "../api/last-payload";
import { useBuilder, useBuilderContext } from "../state/context";
import { sampleText } from "./sample-payload";

const text = messages.test;

interface Props {
  trigger: GraphNode | undefined;
  /** Takes a payload as JSON, and the trigger that it came by where that is another one. */
  onPick: (payload: string, trigger?: GraphNode) => void;
  triggers: readonly GraphNode[];
}

/** Where a payload can come from instead of being written: the trigger's sample, and the latest run. */
export function PayloadSources({ trigger, triggers, onPick }: Props) {
  const { workflowId, definitions } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
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
    </Group>
  );
}
