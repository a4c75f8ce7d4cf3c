import { Textarea, TextInput } from "@mantine/core";
import { messages } from "@/lib/messages";

const text = messages.versions;
const LABEL_LENGTH = 100;
const NOTE_LENGTH = 2000;

interface Labelled {
  label: string;
  note: string;
}

interface Props {
  value: Labelled;
  onChange: (value: Labelled) => void;
}

/** What people call a version, and what they say about it. */
export function VersionLabelFields({ value, onChange }: Props) {
  return (
    <>
      <TextInput
        size="xs"
        label={text.labelField}
        placeholder={text.labelExample}
        maxLength={LABEL_LENGTH}
        value={value.label}
        onChange={({ currentTarget }) => onChange({ ...value, label: currentTarget.value })}
      />
      <Textarea
        size="xs"
        autosize
        minRows={2}
        maxRows={8}
        label={text.noteField}
        maxLength={NOTE_LENGTH}
        value={value.note}
        onChange={({ currentTarget }) => onChange({ ...value, note: currentTarget.value })}
      />
    </>
  );
}
