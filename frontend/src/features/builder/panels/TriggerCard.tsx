import { Alert, Anchor, Badge, Button, Card, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CodeLine } from "@/components/CodeLine";
import { DefinitionIcon } from "@/components/DefinitionIcon";
import type { GraphNode, Trigger } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { formatDateTime } from "@/lib/time";
import { useToggleTrigger } from "../api/use-toggle-trigger";
import { effectiveOutput } from "../expression/output-schema";
import { useBuilder, useBuilderContext } from "../state/context";
import { curlFor } from "./curl";
import { NextStart } from "./NextStart";
import { samplePayload } from "./sample-payload";

const text = messages.publish;
const COLORS = { active: "teal", disabled: "gray", failed: "red" } as const;

interface Props {
  trigger: Trigger;
  /** Its node in the live version; not known while that is being read. */
  node: GraphNode | undefined;
  /** The nodes of the live version, for what they read of a request. */
  readers?: readonly GraphNode[] | undefined;
}

/** One trigger of the live version: what it listens to, when it starts next, and how to fire it. */
export function TriggerCard({ trigger, node, readers }: Props) {
  const { definitions } = useBuilderContext();
  const toggle = useToggleTrigger();
  // While the live version is being read, the draft most likely calls it the same.
  const drawn = useBuilder(({ document }) =>
    document.graph.nodes.find(({ key }) => key === trigger.node_key),
  );
  const name = (node ?? drawn)?.name || trigger.node_key;
  const definition = definitions.get(trigger.definition);
  const curl = curlFor(trigger, node, samplePayload(effectiveOutput(node, definition), {}, readers).body);
  const active = trigger.status === "active";
  return (
    <Card withBorder padding="sm">
      <Group gap="xs" wrap="nowrap">
        <DefinitionIcon icon={definition?.icon} family="trigger" />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text fw={600} size="sm" truncate title={trigger.node_key}>
            {name}
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
      {active && node && trigger.definition.startsWith("schedule@") ? (
        <NextStart config={node.config} />
      ) : null}
      {trigger.last_skipped ? <LastSkipped skipped={trigger.last_skipped} /> : null}
      {trigger.url ? <Line title={text.url} value={trigger.url} copy={text.copyUrl} /> : null}
      {curl ? <Line title={text.curl} value={curl} copy={text.copyCurl} /> : null}
    </Card>
  );
}

/** Why the last tick that started nothing did not; the run that went on is one click away. */
function LastSkipped({ skipped }: { skipped: NonNullable<Trigger["last_skipped"]> }) {
  return (
    <Text size="xs" mt="xs">
      {text.lastSkipped(formatDateTime(skipped.scheduled_time))}{" "}
      <Anchor
        size="xs"
        renderRoot={(props) => (
          <Link to="/executions/$executionId" params={{ executionId: skipped.execution_id }} {...props} />
        )}
      >
        {text.stillRunning}
      </Anchor>
    </Text>
  );
}

function Line({ title, value, copy }: { title: string; value: string; copy: string }) {
  return (
    <>
      <Text size="xs" c="dimmed" mt="xs" mb={4}>
        {title}
      </Text>
      <CodeLine value={value} label={copy} />
    </>
  );
}
