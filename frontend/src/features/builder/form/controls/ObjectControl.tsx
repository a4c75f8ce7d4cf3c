import { asRecord, withEntry } from "../records";
import type { NamedSchema } from "../schema";
import { SchemaField } from "../SchemaField";
import styles from "../Form.module.css";
import type { ControlProps } from "./ControlFor";

export function ObjectControl({
  path,
  root,
  value,
  onChange,
  fields,
}: ControlProps & { fields: readonly NamedSchema[] }) {
  const record = asRecord(value);
  return (
    <div className={styles.nested}>
      {fields.map((field) => (
        <SchemaField
          key={field.name}
          {...field}
          path={`${path}.${field.name}`}
          root={root}
          value={record[field.name]}
          onChange={(next) => onChange(withEntry(record, field.name, next))}
        />
      ))}
    </div>
  );
}
