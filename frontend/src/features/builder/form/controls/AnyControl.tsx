import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { messages } from "@/lib/messages";
import { sameJson } from "@/lib/same";
import { readLoose, showLoose, typeOf } from "../loose-value";
import type { ControlProps } from "./ControlFor";

/** Any value in one line: `100` is a number, `true` a truth value, `"100"` and everything else text. */
export function AnyControl({ id, label, describedBy, invalid, value, onChange }: ControlProps) {
  const [draft, setDraft] = useState(() => showLoose(value));
  const text = sameJson(readLoose(draft), value) ? draft : showLoose(value);
  const type = typeOf(value);
  return (
    <TextInput
      id={id}
      size="xs"
      aria-label={label}
      aria-describedby={describedBy}
      error={invalid}
      rightSectionWidth={46}
      rightSectionPointerEvents="none"
      rightSection={
        type && type !== "text" ? (
          <Text span fz={10.5} c="dimmed">
            {messages.form.types[type]}
          </Text>
        ) : null
      }
      value={text}
      onChange={({ currentTarget }) => {
        setDraft(currentTarget.value);
        onChange(readLoose(currentTarget.value));
      }}
    />
  );
}
