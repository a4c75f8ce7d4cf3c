import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import type { Version } from "@/lib/api/types";
import { parseJson } from "@/lib/json";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useStartExecution } from "../api/use-start-execution";
import { versionQuery } from "@/lib/api/version-query";
import { useBuilderContext } from "../state/context";
import { namedApart } from "./named-apart";
import { PayloadEditor } from "./PayloadEditor";
import { PayloadSources } from "./PayloadSources";
import { VersionChoice } from "./VersionChoice";
import { keepTypedPayload } from "./typed-payloads";
import { useMisfits } from "./use-misfits";
import { useOfferedPayload } from "./use-offered-payload";
import formStyles from "../form/Form.module.css";

const text = messages.run;

interface Props {
  /** The version to begin with: the live one, unless another was asked for. */
  version: number | null;
  opened: boolean;
  onClose: () => void;
}

export function RunDialog({ version, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={text.title} size="lg">
      {version === null ? null : <VersionRun first={version} onClose={onClose} />}
    </Modal>
  );
}

/** A run belongs to a version, and so do the triggers to choose from: the draft may have others by now. */
function VersionRun({ first, onClose }: { first: number; onClose: () => void }) {
  const { workflowId } = useBuilderContext();
  const [number, setNumber] = useState(first);
  const version = useQuery(versionQuery(workflowId, number));
  if (version.isPending) {
    return <Loading />;
  }
  if (version.isError) return <LoadError error={version.error} onRetry={() => void version.refetch()} />;
  return (
    <RunForm
      key={number}
      version={version.data}
      onClose={onClose}
      choice={<VersionChoice value={number} onChange={setNumber} />}
    />
  );
}

interface FormProps {
  version: Version;
  choice: ReactNode;
  onClose: () => void;
}

function RunForm({ version, choice, onClose }: FormProps) {
  const { workflowId } = useBuilderContext();
  const navigate = useNavigate();
  const start = useStartExecution();
  const triggers = version.graph.nodes.filter(({ type }) => type === "trigger");
  const labels = namedApart(triggers);
  const [key, setKey] = useState(triggers[0]?.key ?? null);
  const trigger = triggers.find((node) => node.key === key);
  const [edited, setEdited] = useState<string | null>(null);
  const offered = useOfferedPayload(trigger, version.graph.nodes, edited === null);
  const payload = edited ?? offered.payload;
  const parsed = parseJson(payload);
  const misfits = useMisfits(trigger, payload);

  const submit = () => {
    if (!key || "fault" in parsed) return;
    start.mutate(
      { trigger_node: key, payload: parsed.value, ...(version.live ? {} : { version: version.version }) },
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
        {version.live ? text.text(version.version) : text.oldText(version.version)}
      </Text>
      {choice}
      <Select
        size="xs"
        label={text.trigger}
        allowDeselect={false}
        data={triggers.map(({ key: value }, at) => ({ value, label: labels[at] ?? value }))}
        value={key}
        onChange={(next) => {
          setKey(next);
          setEdited(null);
        }}
      />
      <PayloadEditor
        trigger={trigger}
        value={payload}
        misfits={misfits}
        origin={edited === null ? offered.origin : null}
        onChange={(typed) => {
          setEdited(typed);
          if (trigger) keepTypedPayload(workflowId, trigger.id, typed);
        }}
      />
      <PayloadSources
        trigger={trigger}
        triggers={triggers}
        onPick={(picked, from) => {
          if (from) setKey(from.key);
          setEdited(picked);
        }}
      />
      {misfits.length > 0 ? (
        <Text size="xs" className={formStyles.error}>
          {text.refused}
        </Text>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {messages.common.cancel}
        </Button>
        <Button
          loading={start.isPending}
          disabled={"fault" in parsed || !key || offered.pending || misfits.length > 0}
          onClick={submit}
        >
          {text.start}
        </Button>
      </Group>
    </Stack>
  );
}
