import { Textarea } from "@mantine/core";
import { messages } from "@/lib/messages";
import formStyles from "../form/Form.module.css";

const text = messages.run;

interface Props {
  value: string;
  onChange: (text: string) => void;
}

/** What a trigger would hand over, as JSON. */
export function PayloadEditor({ value, onChange }: Props) {
  const parsed = parseJson(value);
  return (
    <Textarea
      size="xs"
      label={text.payload}
      description={text.payloadHint}
      autosize
      minRows={8}
      maxRows={20}
      spellCheck={false}
      classNames={{ input: formStyles.mono }}
      value={value}
      error={"fault" in parsed ? messages.form.invalidJson(parsed.fault) : null}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

export function parseJson(json: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(json) as unknown };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
