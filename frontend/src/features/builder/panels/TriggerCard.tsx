import { Alert, Badge, Button, Card, Group, Text } from "@mantine/core";
import { CodeLine } from "@/components/CodeLine";
import { DefinitionIcon } from "@/components/DefinitionIcon";
import type { Trigger } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useToggleTrigger } from "../api/use-toggle-trigger";
import { useBuilder, useBuilderContext } from "../state/context";
import { curlFor } from "./curl";

const text = messages.publish;
const COLORS = { active: "teal", disabled: "gray", failed: "red" } as const;

/** One trigger of the live version: what it listens to, and how to fire it. */
export function TriggerCard({ trigger }: { trigger: Trigger }) {
  const { definitions } = useBuilderContext();
  const node = useBuilder((state) => state.document.graph.nodes.find(({ key }) => key === trigger.node_key));
  const toggle = useToggleTrigger();
  const definition = definitions.get(trigger.definition);
  const curl = curlFor(trigger, node);
  const active = trigger.status === "active";
  return (
    <Card withBorder padding="sm">
      <Group gap="xs" wrap="nowrap">
        <DefinitionIcon icon={definition?.icon} family="trigger" />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text fw={600} size="sm" truncate>
            {node?.name ?? trigger.node_key}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {trigger.detail || definition?.title}
          </Text>
        </div>
        <Badge color={COLORS[trigger.status]}>{text.triggerStatus[trigger.status]}</Badge>
        <Button
          variant="subtle"
          size="compact-xs"
          loading={toggle.isPending}
          onClick={() => toggle.mutate({ id: trigger.id, enable: !active }, { onError: notifyError })}
        >
          {active ? text.disable : text.enable}
        </Button>
      </Group>
      {trigger.error ? (
        <Alert color="red" mt="xs" p="xs" title={text.triggerFailed}>
          {trigger.error}
        </Alert>
      ) : null}
      {curl ? (
        <>
          <Text size="xs" c="dimmed" mt="xs" mb={4}>
            {text.curl}
          </Text>
          <CodeLine value={curl} label={messages.common.copy} />
        </>
      ) : null}
    </Card>
  );
}
