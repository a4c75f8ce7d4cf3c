import { Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { messages } from "@/lib/messages";
import { versionsQuery } from "../api/versions-query";
import { useBuilderContext } from "../state/context";

const text = messages.run;

interface Props {
  value: number;
  onChange: (version: number) => void;
}

/** Which version is meant; those that are not loaded yet are found in the list of versions. */
export function VersionChoice({ value, onChange }: Props) {
  const { workflowId } = useBuilderContext();
  const versions = useInfiniteQuery(versionsQuery(workflowId));
  const known = (versions.data ?? []).map(({ version, label, live }) => ({
    value: String(version),
    label: live ? text.live(version, label) : messages.compare.version(version, label),
  }));
  const listed = known.some((each) => each.value === String(value));
  return (
    <Select
      size="xs"
      label={text.version}
      allowDeselect={false}
      searchable
      data={listed ? known : [...known, { value: String(value), label: messages.versions.version(value) }]}
      value={String(value)}
      onChange={(next) => onChange(Number(next))}
    />
  );
}
