import { Text, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { messages } from "@/lib/messages";
import { convertUnixCron } from "@/lib/schedule/unix-cron";

const text = messages.schedule;

interface Props {
  expression: string;
  onChange: (expression: string) => void;
}

/** A schedule's expression as it is written; what a crontab has is converted when it is pasted or left. */
export function CustomSchedule({ expression, onChange }: Props) {
  const [converted, setConverted] = useState<{ from: string; to: string } | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const pasted = useRef(false);
  const convert = (written: string) => {
    setLeft(written);
    const conversion = convertUnixCron(written);
    const to = conversion && "expression" in conversion ? conversion.expression : written;
    if (to !== written) setConverted({ from: written.trim(), to });
    if (to !== expression) onChange(to);
  };
  const refused = left === expression ? convertUnixCron(expression) : null;
  return (
    <>
      <TextInput
        size="xs"
        label={text.expression}
        description={text.expressionHint}
        inputWrapperOrder={["label", "input", "description"]}
        spellCheck={false}
        placeholder="cron(0 9 ? * MON-FRI *)"
        value={expression}
        onPaste={() => {
          pasted.current = true;
        }}
        onChange={({ currentTarget }) => {
          if (pasted.current) convert(currentTarget.value);
          else onChange(currentTarget.value);
          pasted.current = false;
        }}
        onBlur={() => convert(expression)}
      />
      {converted?.to === expression ? (
        <Text size="xs" c="dimmed" role="status">
          {messages.unixCron.converted(converted.from)}
        </Text>
      ) : null}
      {refused && "fault" in refused ? (
        <Text size="xs" c="var(--sw-failed)" role="status">
          {refused.fault}
        </Text>
      ) : null}
    </>
  );
}
