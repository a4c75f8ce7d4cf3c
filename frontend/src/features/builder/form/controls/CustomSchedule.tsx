import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { messages } from "@/lib/messages";
import { convertUnixCron } from "@/lib/schedule/unix-cron";

const text = messages.schedule;
/** Ways into a field of a text that is whole. */
const PASTED: ReadonlySet<string> = new Set(["insertFromPaste", "insertFromDrop"]);

interface Props {
  expression: string;
  onChange: (expression: string) => void;
}

/** A schedule's expression as it is written; what a crontab has is converted when it is pasted or left. */
export function CustomSchedule({ expression, onChange }: Props) {
  const [converted, setConverted] = useState<{ to: string; told: string } | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const convert = (written: string) => {
    setLeft(written);
    const conversion = convertUnixCron(written);
    const found = conversion && "expression" in conversion ? conversion : null;
    if (found) setConverted({ to: found.expression, told: found.told });
    const to = found?.expression ?? written;
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
        onChange={({ currentTarget, nativeEvent }) => {
          const isPasted = nativeEvent instanceof InputEvent && PASTED.has(nativeEvent.inputType);
          if (isPasted) convert(currentTarget.value);
          else onChange(currentTarget.value);
        }}
        onBlur={() => convert(expression)}
      />
      {converted?.to === expression ? (
        <Text size="xs" c="dimmed" role="status">
          {converted.told}
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
