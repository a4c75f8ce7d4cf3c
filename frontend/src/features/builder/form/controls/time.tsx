import { Select, TextInput } from "@mantine/core";
import { fromLocalInput, TIME_ZONES, toLocalInput } from "@/lib/time";
import { DurationInput } from "../DurationInput";
import { placeholderOf } from "../schema";
import type { ControlProps } from "./ControlFor";

export function TimeZoneControl({ id, describedBy, invalid, field, value, onChange }: ControlProps) {
  return (
    <Select
      id={id}
      size="xs"
      searchable
      allowDeselect={false}
      limit={200}
      aria-describedby={describedBy}
      error={invalid}
      placeholder={placeholderOf(field.schema)}
      data={TIME_ZONES}
      value={typeof value === "string" ? value : null}
      onChange={(zone) => onChange(zone ?? undefined)}
    />
  );
}

/** A date and time of day, chosen on the viewer's clock and kept as an instant in UTC. */
export function MomentControl({ id, describedBy, invalid, value, onChange }: ControlProps) {
  return (
    <TextInput
      id={id}
      size="xs"
      type="datetime-local"
      aria-describedby={describedBy}
      error={invalid}
      value={typeof value === "string" ? toLocalInput(value) : ""}
      onChange={({ currentTarget }) => onChange(fromLocalInput(currentTarget.value))}
    />
  );
}

/** A length of time, kept as seconds. */
export function DurationControl({ id, label, describedBy, invalid, value, onChange }: ControlProps) {
  return (
    <DurationInput
      {...{ id, label, describedBy, invalid, onChange }}
      usual="h"
      value={typeof value === "number" ? value : undefined}
    />
  );
}
