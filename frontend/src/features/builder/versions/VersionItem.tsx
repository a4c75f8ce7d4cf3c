import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { VersionSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { formatDateTime, formatRelative } from "@/lib/time";
import { useDescribeVersion } from "../api/use-describe-version";
import { VersionLabelFields } from "./VersionLabelFields";

const text = messages.versions;

interface Props {
  version: VersionSummary;
  /** Whether versions can be started by hand: the workflow is published. */
  startable: boolean;
  onView: () => void;
  onCompare: () => void;
  onStart: () => void;
}

/** One version of the list: who published it, what it is called, and what can be done with it. */
export function VersionItem({ version: summary, startable, onView, onCompare, onStart }: Props) {
  const { version, label, note, live, published_at, published_by, test_override } = summary;
  const [editing, setEditing] = useState(false);
  const action = (name: string, name_of: string, onClick: () => void) => (
    <Button variant="subtle" size="compact-xs" aria-label={name_of} onClick={onClick}>
      {name}
    </Button>
  );
  return (
    <li>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {messages.compare.version(version, label)}
        </Text>
        {live ? <Badge color="teal">{text.live}</Badge> : null}
      </Group>
      <Text size="xs" c="dimmed" title={formatDateTime(published_at)}>
        {formatRelative(published_at)} {published_by ? text.by(published_by) : null}
      </Text>
      {note && !editing ? (
        <Text size="sm" mt={2} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {note}
        </Text>
      ) : null}
      {test_override ? (
        <Text size="xs" c="dimmed">
          {text.override(test_override)}
        </Text>
      ) : null}
      {editing ? (
        <LabelForm version={version} label={label} note={note} onDone={() => setEditing(false)} />
      ) : (
        <Group gap={4} mt={2} ml={-6}>
          {action(text.view, text.viewVersion(version), onView)}
          {action(text.compare, text.compareVersion(version), onCompare)}
          {startable ? action(text.start, text.startVersion(version), onStart) : null}
          {action(text.label, text.labelVersion(version), () => setEditing(true))}
        </Group>
      )}
    </li>
  );
}

interface FormProps {
  version: number;
  label: string;
  note: string;
  onDone: () => void;
}

function LabelForm({ version, label, note, onDone }: FormProps) {
  const [said, setSaid] = useState({ label, note });
  const describe = useDescribeVersion();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        describe.mutate({ version, ...said }, { onSuccess: onDone, onError: notifyError });
      }}
    >
      <Stack gap="xs" mt="xs">
        <VersionLabelFields value={said} onChange={setSaid} />
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" onClick={onDone}>
            {messages.common.cancel}
          </Button>
          <Button size="xs" type="submit" loading={describe.isPending}>
            {text.saveLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
