import { Select } from "@mantine/core";
import { asRecord, withEntry } from "../records";
import { fieldsOf, type Variant } from "../schema";
import { ObjectControl } from "./ObjectControl";
import type { ControlProps } from "./ControlFor";

/** A choice between kinds of objects, told apart by one property (`discriminator`). */
export function VariantControl(props: ControlProps & { tag: string; variants: readonly Variant[] }) {
  const { id, describedBy, invalid, value, onChange, tag, variants } = props;
  const { [tag]: chosen, ...rest } = asRecord(value);
  const variant = variants.find((option) => option.value === chosen) ?? variants[0];
  const fields = variant ? fieldsOf(variant.schema) : [];
  return (
    <>
      <Select
        id={id}
        size="xs"
        aria-describedby={describedBy}
        error={invalid}
        allowDeselect={false}
        data={variants.map((option) => ({ value: option.value, label: option.title }))}
        value={variant?.value ?? null}
        onChange={(next) => onChange(next === null ? undefined : { [tag]: next })}
      />
      {variant && fields.length > 0 ? (
        <ObjectControl
          {...props}
          fields={fields}
          value={rest}
          onChange={(next) => onChange(withEntry(asRecord(next), tag, variant.value))}
        />
      ) : null}
    </>
  );
}
