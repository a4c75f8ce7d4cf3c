import { Textarea } from "@mantine/core";
import { parseJson } from "@/lib/json";
import { messages } from "@/lib/messages";
import type { PayloadOrigin } from "./use-offered-payload";
import formStyles from "../form/Form.module.css";

const text = messages.run;

interface Props {
  value: string;
  /** Where it is from, if it was offered and not written or picked. */
  origin: PayloadOrigin | null;
  onChange: (text: string) => void;
}

/** What a trigger would hand over, as JSON. */
export function PayloadEditor({ value, origin, onChange }: Props) {
  const parsed = parseJson(value);
  return (
    <Textarea
      size="xs"
      label={text.payload}
      description={origin === null ? text.payloadHint : `${text.origins[origin]}. ${text.payloadHint}`}
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
