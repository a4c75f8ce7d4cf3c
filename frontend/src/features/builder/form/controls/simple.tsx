import { CloseButton, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { MASK } from "@/lib/graph/masks";
import { messages } from "@/lib/messages";
import { placeholderOf, type Schema } from "../schema";
import type { ControlProps } from "./ControlFor";

const SEGMENT_LIMIT = 12;

function shared({ id, label, describedBy, invalid }: ControlProps) {
  return { id, size: "xs" as const, "aria-label": label, "aria-describedby": describedBy, error: invalid };
}

/** An empty text is no value: the default counts. */
function textOrNothing(value: string): string | undefined {
  return value === "" ? undefined : value;
}

export function TextControl(props: ControlProps & { multiline: boolean }) {
  const { field, value, onChange, multiline } = props;
  const text =
    typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
  const placeholder = placeholderOf(withLiteralExample(field.schema));
  return multiline ? (
    <Textarea
      {...shared(props)}
      autosize
      minRows={3}
      maxRows={14}
      placeholder={placeholder}
      value={text}
      onChange={(event) => onChange(textOrNothing(event.currentTarget.value))}
    />
  ) : (
    <TextInput
      {...shared(props)}
      placeholder={placeholder}
      value={text}
      onChange={(event) => onChange(textOrNothing(event.currentTarget.value))}
    />
  );
}

/** An example that is an expression would mislead in a field for fixed text. */
function withLiteralExample(schema: Schema): Schema {
  return {
    ...schema,
    examples: schema.examples?.filter((example) => !String(example).startsWith("{%")) ?? [],
  };
}

/** A secret that is stored is never shown, not even as its mask: the field is empty, and what is typed replaces it. */
export function SecretControl(props: ControlProps) {
  const { label, value, onChange } = props;
  const stored = value === MASK;
  return (
    <PasswordInput
      {...shared(props)}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ "aria-label": messages.form.showSecret }}
      {...(stored
        ? {
            placeholder: messages.form.storedSecret,
            leftSection: <IconLock size={13} />,
            rightSection: (
              <CloseButton
                size="xs"
                aria-label={messages.form.removeSecret(label)}
                onClick={() => onChange(undefined)}
              />
            ),
          }
        : {})}
      value={typeof value === "string" && !stored ? value : ""}
      onChange={(event) => onChange(textOrNothing(event.currentTarget.value))}
    />
  );
}

export function NumberControl(props: ControlProps & { integer: boolean }) {
  const { field, value, onChange, integer } = props;
  const { minimum, maximum } = field.schema;
  return (
    <NumberInput
      {...shared(props)}
      hideControls
      allowDecimal={!integer}
      clampBehavior="none"
      {...(minimum === undefined || minimum >= 0 ? { allowNegative: false } : {})}
      placeholder={placeholderOf(field.schema) ?? rangeOf(minimum, maximum)}
      value={typeof value === "number" ? value : ""}
      onChange={(next) => onChange(next === "" ? undefined : Number(next))}
    />
  );
}

function rangeOf(minimum: number | undefined, maximum: number | undefined): string | undefined {
  return minimum !== undefined && maximum !== undefined ? `${minimum} – ${maximum}` : undefined;
}

export function BooleanControl({ id, describedBy, label, field, value, onChange }: ControlProps) {
  const checked = typeof value === "boolean" ? value : field.schema.default === true;
  return (
    <Switch
      id={id}
      size="sm"
      aria-label={label}
      aria-describedby={describedBy}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

export function ChoiceControl(
  props: ControlProps & { options: readonly { value: string; label: string }[] },
) {
  const { field, value, onChange, options } = props;
  const fallback = typeof field.schema.default === "string" ? field.schema.default : null;
  return (
    <Select
      {...shared(props)}
      data={[...options]}
      searchable={options.length > SEGMENT_LIMIT}
      allowDeselect={false}
      placeholder={messages.form.notSet}
      value={typeof value === "string" ? value : fallback}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
