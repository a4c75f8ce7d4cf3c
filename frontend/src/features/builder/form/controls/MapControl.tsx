import { ActionIcon, Button, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { messages } from "@/lib/messages";
import { sameJson } from "@/lib/same";
import styles from "../Form.module.css";
import { asRecord } from "../records";
import { resolveField, type Schema } from "../schema";
import { ValueInput } from "../ValueInput";
import type { ControlProps } from "./ControlFor";

type Entry = readonly [name: string, value: unknown];

function toRecord(entries: readonly Entry[]): Record<string, unknown> | undefined {
  const named = entries.filter(([name]) => name !== "");
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

/**
 * Names and values. Entries are edited as a list: a name may be empty or double for a moment while it is typed, and
 * such an entry is kept here but not stored.
 */
export function MapControl({
  id,
  label,
  path,
  root,
  value,
  onChange,
  values,
}: ControlProps & { values: Schema }) {
  const record = asRecord(value);
  const [draft, setDraft] = useState<readonly Entry[]>(() => Object.entries(record));
  const entries = sameJson(toRecord(draft) ?? {}, record) ? draft : Object.entries(record);
  const shown = entries.length === 0 ? [["", undefined] as Entry] : entries;
  const field = resolveField(values, root);

  const change = (next: readonly Entry[]) => {
    setDraft(next);
    const stored = toRecord(next);
    if (!sameJson(stored ?? {}, record)) onChange(stored);
  };
  const replace = (index: number, entry: Entry) =>
    change(shown.map((old, at) => (at === index ? entry : old)));

  return (
    <Stack gap={4}>
      {shown.map(([name, item], index) => {
        const taken = name !== "" && shown.some(([other], at) => at < index && other === name);
        return (
          <div className={styles.entry} data-named key={index}>
            <TextInput
              {...(index === 0 ? { id } : {})}
              size="xs"
              aria-label={`${label} ${index + 1}: ${messages.form.entryName}`}
              placeholder={messages.form.entryName}
              error={taken ? messages.form.duplicateName : false}
              value={name}
              onChange={(event) => replace(index, [event.currentTarget.value, item])}
            />
            <ValueInput
              label={`${label} ${index + 1}: ${messages.form.entryValue}`}
              path={`${path}.${name}`}
              field={field}
              root={root}
              value={item}
              onChange={(next) => replace(index, [name, next ?? ""])}
            />
            {entries.length > 0 ? (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={messages.form.removeItem(index + 1)}
                onClick={() => change(entries.filter((_, at) => at !== index))}
              >
                <IconX size={14} />
              </ActionIcon>
            ) : null}
          </div>
        );
      })}
      {entries.length > 0 ? (
        <Button
          variant="subtle"
          size="compact-xs"
          w="fit-content"
          leftSection={<IconPlus size={13} />}
          onClick={() => change([...entries, ["", ""]])}
        >
          {messages.form.addEntry}
        </Button>
      ) : null}
    </Stack>
  );
}
