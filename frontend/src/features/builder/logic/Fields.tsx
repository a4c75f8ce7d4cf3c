import { withEntry } from "../form/records";
import type { Schema } from "../form/schema";
import { SchemaField } from "../form/SchemaField";
import type { LogicFormProps } from "./LogicForm";

export interface FieldSpec {
  name: string;
  schema: Schema;
  required?: boolean;
}

/** Fields of a logic node's configuration, one below the other. */
export function Fields({ config, onChange, fields }: LogicFormProps & { fields: readonly FieldSpec[] }) {
  return fields.map(({ name, schema, required = false }) => (
    <SchemaField
      key={name}
      path={`config.${name}`}
      name={name}
      schema={schema}
      root={{}}
      required={required}
      value={config[name]}
      onChange={(value) => onChange(withEntry(config, name, value))}
    />
  ));
}

/** A choice among words that are decided before any run. */
export function choiceOf(title: string, labels: Readonly<Record<string, string>>, more: Schema = {}): Schema {
  return { title, enum: Object.keys(labels), labels, literal: true, ...more };
}
