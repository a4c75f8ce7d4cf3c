import { ActionIcon, Button, Checkbox, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconNote, IconPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { messages } from "@/lib/messages";
import { sameJson } from "@/lib/same";
import { readLoose, showLoose } from "../loose-value";
import { asRecord } from "../records";
import {
  besides,
  kindOf,
  type Row,
  type RowKind,
  rowsOf,
  withKeyword,
  withKind,
  withRows,
  type Written,
} from "../schema-rows";
import styles from "./SchemaRows.module.css";

const text = messages.schema;
const KINDS = Object.entries(text.kinds).map(([value, label]) => ({ value, label }));

interface Props {
  id?: string;
  /** The group whose fields these are, for people; none at the top. */
  within?: string;
  /** The schema of an object. */
  schema: Written;
  onChange: (schema: Written) => void;
  /** What stands beside the button that adds a field. */
  beside?: ReactNode;
}

/**
 * The fields of an object, each in a row. They are edited as a list: a name may be empty or double for a moment while it
 * is typed, and such a row is kept here but not stored.
 */
export function SchemaRows({ id, within, schema, onChange, beside }: Props) {
  const [draft, setDraft] = useState<readonly Row[]>(() => rowsOf(schema));
  const rows = sameJson(withRows(schema, draft), withRows(schema, rowsOf(schema))) ? draft : rowsOf(schema);
  const list = useRef<HTMLDivElement>(null);
  const added = useRef<number | null>(null);
  useEffect(() => {
    if (added.current === null) return;
    list.current?.querySelector<HTMLInputElement>(`:scope > [data-row="${added.current}"] input`)?.focus();
    added.current = null;
  }, [rows.length]);

  const change = (next: readonly Row[]) => {
    setDraft(next);
    const stored = withRows(schema, next);
    if (!sameJson(stored, withRows(schema, rowsOf(schema)))) onChange(stored);
  };
  const move = (index: number, to: number) => {
    const next = [...rows];
    next.splice(to, 0, ...next.splice(index, 1));
    change(next);
  };
  const add = () => {
    change([...rows, { name: "", schema: { type: "string" }, required: false }]);
    added.current = rows.length;
  };
  return (
    <>
      <Stack gap={8} ref={list}>
        {rows.map((row, index) => (
          // Rows have no identity of their own: their place is what they are.
          <FieldRow
            key={index}
            {...(index === 0 && id !== undefined ? { id } : {})}
            row={row}
            index={index}
            last={index === rows.length - 1}
            label={labelOf(row, index, within)}
            taken={row.name !== "" && rows.findIndex(({ name }) => name === row.name) < index}
            onChange={(next) => change(rows.map((old, at) => (at === index ? next : old)))}
            onMove={(to) => move(index, to)}
            onRemove={() => change(rows.filter((_, at) => at !== index))}
          />
        ))}
      </Stack>
      <Group gap={4}>
        <Button
          variant="subtle"
          size="compact-xs"
          {...(within === undefined ? {} : { "aria-label": text.addTo(within) })}
          leftSection={<IconPlus size={13} />}
          onClick={add}
        >
          {text.add}
        </Button>
        {beside}
      </Group>
    </>
  );
}

function labelOf({ name }: Row, index: number, within: string | undefined): string {
  const own = name || text.field(index + 1);
  return within === undefined ? own : text.within(within, own);
}

interface RowProps {
  id?: string;
  row: Row;
  index: number;
  last: boolean;
  label: string;
  taken: boolean;
  onChange: (row: Row) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

function FieldRow({ id, row, index, last, label, taken, onChange, onMove, onRemove }: RowProps) {
  const { schema } = row;
  const told = schema.description !== undefined || schema.examples !== undefined;
  const [opened, setOpened] = useState(told);
  const set = (next: Written) => onChange({ ...row, schema: next });
  return (
    <fieldset className={styles.row} data-row={index} aria-label={label}>
      <div className={styles.head}>
        <TextInput
          {...(id === undefined ? {} : { id })}
          size="xs"
          aria-label={text.name(label)}
          placeholder={messages.form.entryName}
          error={taken ? messages.form.duplicateName : false}
          value={row.name}
          onChange={({ currentTarget }) => onChange({ ...row, name: currentTarget.value })}
        />
        <KindSelect label={text.kind(label)} schema={schema} onChange={set} />
      </div>
      <Group gap={2} wrap="nowrap">
        <Checkbox
          size="xs"
          flex={1}
          label={text.required}
          aria-label={text.requiredOf(label)}
          checked={row.required}
          onChange={({ currentTarget }) => onChange({ ...row, required: currentTarget.checked })}
        />
        <RowButton label={text.more(label)} pressed={opened} onClick={() => setOpened(!opened)}>
          <IconNote size={14} />
        </RowButton>
        <RowButton label={text.up(label)} disabled={index === 0} onClick={() => onMove(index - 1)}>
          <IconArrowUp size={14} />
        </RowButton>
        <RowButton label={text.down(label)} disabled={last} onClick={() => onMove(index + 1)}>
          <IconArrowDown size={14} />
        </RowButton>
        <RowButton label={text.remove(label)} onClick={onRemove}>
          <IconX size={14} />
        </RowButton>
      </Group>
      {opened ? <Details label={label} schema={schema} onChange={set} /> : null}
      <Inner label={label} schema={schema} onChange={set} />
      <Besides schema={schema} />
    </fieldset>
  );
}

interface PartProps {
  label: string;
  schema: Written;
  onChange: (schema: Written) => void;
}

function KindSelect({ label, schema, onChange }: PartProps) {
  return (
    <Select
      size="xs"
      aria-label={label}
      allowDeselect={false}
      data={KINDS}
      value={kindOf(schema)}
      onChange={(kind) => kind && onChange(withKind(schema, kind as RowKind))}
    />
  );
}

/** What lies in a group, or in each entry of a list. */
function Inner({ label, schema, onChange }: PartProps) {
  const kind = kindOf(schema);
  if (kind === "group")
    return (
      <div className={styles.inner}>
        <SchemaRows within={label} schema={schema} onChange={onChange} />
      </div>
    );
  if (kind !== "list") return null;
  const items = asRecord(schema.items);
  const setItems = (next: Written) =>
    onChange(withKeyword(schema, "items", Object.keys(next).length > 0 ? next : undefined));
  return (
    <div className={styles.inner}>
      <KindSelect label={text.items(label)} schema={items} onChange={setItems} />
      <Inner label={label} schema={items} onChange={setItems} />
      <Besides schema={items} />
    </div>
  );
}

function Details({ label, schema, onChange }: PartProps) {
  const { description, examples } = schema;
  const [example, ...others] = Array.isArray(examples) ? (examples as unknown[]) : [];
  const kind = kindOf(schema);
  return (
    <>
      <TextInput
        size="xs"
        aria-label={text.description(label)}
        placeholder={text.descriptionHint}
        value={typeof description === "string" ? description : ""}
        onChange={({ currentTarget: { value } }) =>
          onChange(withKeyword(schema, "description", value === "" ? undefined : value))
        }
      />
      {kind === "group" || kind === "list" ? null : (
        <ExampleInput
          label={label}
          isText={kind === "text"}
          value={example}
          onChange={(next) => {
            const all = next === undefined ? others : [next, ...others];
            onChange(withKeyword(schema, "examples", all.length > 0 ? all : undefined));
          }}
        />
      )}
    </>
  );
}

interface ExampleProps {
  label: string;
  /** Whether what is typed is text even where it looks like a number. */
  isText: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}

function ExampleInput({ label, isText, value, onChange }: ExampleProps) {
  const read = (typed: string) => (isText ? typed || undefined : readLoose(typed));
  const show = () => (isText && typeof value === "string" ? value : showLoose(value));
  const [draft, setDraft] = useState(show);
  const typed = sameJson(read(draft), value) ? draft : show();
  return (
    <TextInput
      size="xs"
      aria-label={text.example(label)}
      placeholder={text.exampleHint}
      value={typed}
      onChange={({ currentTarget }) => {
        setDraft(currentTarget.value);
        onChange(read(currentTarget.value));
      }}
    />
  );
}

/** Keywords that only the JSON shows: they stay as they are. */
export function Besides({ schema }: { schema: Written }) {
  const said = besides(schema);
  return said.length > 0 ? (
    <Text size="xs" c="dimmed" className={styles.besides}>
      {said.join(" · ")}
    </Text>
  ) : null;
}

interface ButtonProps {
  label: string;
  disabled?: boolean;
  pressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function RowButton({ label, disabled = false, pressed, onClick, children }: ButtonProps) {
  return (
    <ActionIcon
      size="sm"
      variant={pressed ? "light" : "subtle"}
      color="gray"
      aria-label={label}
      title={label}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}
