import { Stack } from "@mantine/core";
import { useMemo } from "react";
import type { PayloadMisfit } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { EMPTY_SCOPE } from "../expression/scope";
import { FormContext, type FormContextValue } from "../form/form-context";
import { withEntry } from "../form/records";
import { fieldsOf, type NamedSchema, resolveField, type Schema } from "../form/schema";
import { SchemaField } from "../form/SchemaField";
import styles from "../properties/Properties.module.css";

interface Props {
  /** What the trigger gives. */
  schema: Schema;
  /** What its configuration fixes is not asked for. */
  config: Record<string, unknown>;
  payload: Record<string, unknown>;
  misfits: readonly PayloadMisfit[];
  onChange: (payload: Record<string, unknown>) => void;
}

/** What a trigger would hand over, typed field by field: what it expects first, the rest folded away. */
export function PayloadForm({ schema, config, payload, misfits, onChange }: Props) {
  const form = useMemo<FormContextValue>(
    () => ({
      problems: misfits.map(({ field, message, code }) => ({ severity: "error", code, message, field })),
      ...{ config: {}, literal: true, scopeOf: () => EMPTY_SCOPE, origin: null },
      ...{ aim: () => undefined, release: () => undefined, put: () => false },
    }),
    [misfits],
  );
  const fields = fieldsOf(schema).filter(({ name }) => config[name] === undefined);
  const input = (field: NamedSchema) => (
    <SchemaField
      key={field.name}
      {...field}
      path={`payload.${field.name}`}
      root={schema}
      value={payload[field.name]}
      onChange={(value) => onChange(withEntry(payload, field.name, value))}
    />
  );
  const others = fields.filter(({ schema: own }) => !own.expected);
  return (
    <FormContext value={form}>
      <Stack gap="xs">
        {fields.filter(({ schema: own }) => own.expected).map(input)}
        {others.length > 0 ? (
          <details className={styles.more}>
            <summary>{messages.form.more}</summary>
            <div className={styles.body}>{others.map(input)}</div>
          </details>
        ) : null}
      </Stack>
    </FormContext>
  );
}

/** Whether the form has a field for a place in the payload (`payload.body.lines.0.sku`). */
export function hasField(schema: Schema, place: string): boolean {
  let at: Schema | undefined = schema;
  for (const step of place.split(".").slice(1)) {
    const { control } = resolveField(at ?? {}, schema);
    if (control.kind === "object") at = control.fields.find(({ name }) => name === step)?.schema;
    else if (control.kind === "list") at = control.items;
    else if (control.kind === "map") at = control.values;
    else return false;
    if (!at) return false;
  }
  return true;
}
