import { Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { parseJson } from "@/lib/json";
import { messages } from "@/lib/messages";
import styles from "../Form.module.css";
import { placeholderOf } from "../schema";
import type { ControlProps } from "./ControlFor";

function show(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

/**
 * Edits any JSON value as text. What is not JSON yet stays here, with the reason, and is not stored: then there is no
 * `preview`, and `onFault` is told.
 */
export function JsonControl({
  id,
  describedBy,
  invalid,
  field,
  value,
  onChange,
  preview,
  onFault,
}: ControlProps & { preview?: ReactNode; onFault?: (fault: string | null) => void }) {
  const [draft, setDraft] = useState<{ text: string; fault: string | null; stored: string }>(() => ({
    text: show(value),
    fault: null,
    stored: show(value),
  }));
  // An edit from outside (undo, a paste) replaces the text; the form's own edits come back as they left.
  const stored = show(value);
  const current = stored === draft.stored ? draft : { text: stored, fault: null, stored };

  const change = (text: string) => {
    const isEmpty = text.trim() === "";
    const parsed = isEmpty ? { value: undefined } : parseJson(text);
    onFault?.("fault" in parsed ? parsed.fault : null);
    if (isEmpty) {
      setDraft({ text, fault: null, stored: "" });
      onChange(undefined);
      return;
    }
    if ("fault" in parsed) {
      setDraft({ text, fault: parsed.fault, stored });
      return;
    }
    setDraft({ text, fault: null, stored: show(parsed.value) });
    onChange(parsed.value);
  };

  return (
    <>
      <Textarea
        id={id}
        size="xs"
        autosize
        minRows={3}
        maxRows={16}
        spellCheck={false}
        aria-describedby={describedBy}
        error={invalid || current.fault !== null}
        placeholder={placeholderOf(field.schema)}
        classNames={{ input: styles.mono }}
        value={current.text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {current.fault ? (
        <Text size="xs" mt={3} className={styles.error}>
          {messages.form.invalidJson(current.fault)}
        </Text>
      ) : (
        preview
      )}
    </>
  );
}
