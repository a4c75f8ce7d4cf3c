import { Button, Group, Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Definition, GraphNode, Workflow } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useStartExecution } from "../api/use-start-execution";
import formStyles from "../form/Form.module.css";
import { useBuilder, useBuilderContext } from "../state/context";
import { samplePayload } from "./sample-payload";

const text = messages.run;

interface Props {
  workflow: Workflow;
  opened: boolean;
  onClose: () => void;
}

export function RunDialog({ workflow, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={text.title} size="lg">
      <RunForm workflow={workflow} onClose={onClose} />
    </Modal>
  );
}

function RunForm({ workflow, onClose }: Omit<Props, "opened">) {
  const { definitions } = useBuilderContext();
  const navigate = useNavigate();
  const start = useStartExecution();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const triggers = nodes.filter(({ type }) => type === "trigger");
  const [key, setKey] = useState(triggers[0]?.key ?? null);
  const trigger = triggers.find((node) => node.key === key);
  const [edited, setEdited] = useState<string | null>(null);
  const payload = edited ?? sampleText(trigger, definitions);
  const parsed = parse(payload);

  const submit = () => {
    if (!key || "fault" in parsed) return;
    start.mutate(
      { trigger_node: key, payload: parsed.value },
      {
        onSuccess: ({ id }) => {
          onClose();
          void navigate({ to: "/executions/$executionId", params: { executionId: id } });
        },
        onError: notifyError,
      },
    );
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {text.text(workflow.live_version ?? 0)}
      </Text>
      <Select
        size="xs"
        label={text.trigger}
        allowDeselect={false}
        data={triggers.map((node) => ({ value: node.key, label: node.name || node.key }))}
        value={key}
        onChange={(next) => {
          setKey(next);
          setEdited(null);
        }}
      />
      <Textarea
        size="xs"
        label={text.payload}
        description={text.payloadHint}
        autosize
        minRows={8}
        maxRows={20}
        spellCheck={false}
        classNames={{ input: formStyles.mono }}
        value={payload}
        error={"fault" in parsed ? messages.form.invalidJson(parsed.fault) : null}
        onChange={({ currentTarget }) => setEdited(currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {messages.common.cancel}
        </Button>
        <Button loading={start.isPending} disabled={"fault" in parsed || !key} onClick={submit}>
          {text.start}
        </Button>
      </Group>
    </Stack>
  );
}

function sampleText(trigger: GraphNode | undefined, definitions: ReadonlyMap<string, Definition>): string {
  const definition = trigger && definitionOf(trigger, definitions);
  return JSON.stringify(samplePayload(definition?.output_schema ?? {}, trigger?.config ?? {}), null, 2);
}

function parse(text: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
