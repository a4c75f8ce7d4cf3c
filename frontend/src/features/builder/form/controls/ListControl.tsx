import { ActionIcon, Button, Stack } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import styles from "../Form.module.css";
import { type Field, resolveField, type Schema } from "../schema";
import { ValueInput } from "../ValueInput";
import type { ControlProps } from "./ControlFor";

/** A list of values, each a fixed value or an expression. */
export function ListControl({
  id,
  label,
  path,
  root,
  value,
  onChange,
  items,
}: ControlProps & { items: Schema }) {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const field = resolveField(items, root);
  const shown = list.length === 0 ? [undefined] : list;
  const replace = (index: number, next: unknown) => {
    const changed = [...shown];
    changed[index] = next ?? "";
    onChange(changed.length === 1 && changed[0] === "" ? undefined : changed);
  };
  return (
    <Stack gap={4}>
      {shown.map((item, index) => (
        // Entries have no identity of their own: their place is what they are.
        <div className={styles.entry} key={index}>
          <ValueInput
            {...(index === 0 ? { id } : {})}
            label={`${label} ${index + 1}`}
            path={`${path}.${index}`}
            field={field}
            root={root}
            value={item}
            onChange={(next) => replace(index, next)}
          />
          {list.length > 0 ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={messages.form.removeItem(index + 1)}
              onClick={() => onChange(list.length > 1 ? list.filter((_, at) => at !== index) : undefined)}
            >
              <IconX size={14} />
            </ActionIcon>
          ) : null}
        </div>
      ))}
      {list.length > 0 ? (
        <Button
          variant="subtle"
          size="compact-xs"
          w="fit-content"
          leftSection={<IconPlus size={13} />}
          onClick={() => onChange([...list, emptyOf(field)])}
        >
          {messages.form.addItem}
        </Button>
      ) : null}
    </Stack>
  );
}

/** What an entry begins as; a group is there before its fields are. */
function emptyOf({ control }: Field): unknown {
  if (control.kind === "list") return [];
  return control.kind === "object" || control.kind === "map" ? {} : "";
}
