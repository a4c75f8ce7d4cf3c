import { Group, NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { messages } from "@/lib/messages";
import { largestUnit, UNIT_SECONDS, type Unit } from "./time-units";

const text = messages.duration;
const UNITS = Object.entries(text.units).map(([value, label]) => ({ value, label }));

interface Props {
  id?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean;
  /** Of the two controls: the second is called so, and its unit. */
  label: string;
  value: number | undefined;
  /** The unit of a first value. */
  usual?: Unit;
  placeholder?: string | undefined;
  onChange: (seconds: number | undefined) => void;
}

/** A length of time in the largest unit in which it is whole, kept as seconds. */
export function DurationInput(props: Props) {
  const { id, describedBy, invalid, label, value: seconds, usual = "s", placeholder, onChange } = props;
  // What comes from elsewhere, as by an undo, has the unit that suits it.
  const [chosen, setChosen] = useState<{ unit: Unit; seconds: number | undefined } | null>(null);
  const suits = seconds === undefined ? usual : largestUnit(seconds);
  const unit = chosen && chosen.seconds === seconds ? chosen.unit : suits;
  const amount = seconds === undefined ? undefined : seconds / UNIT_SECONDS[unit];
  const change = (next: number | undefined, nextUnit: Unit) => {
    const length = next === undefined ? undefined : inSeconds(next, nextUnit);
    setChosen({ unit: nextUnit, seconds: length });
    if (length !== seconds) onChange(length);
  };
  return (
    <Group gap={6} grow preventGrowOverflow={false} wrap="nowrap">
      <NumberInput
        {...(id === undefined ? {} : { id })}
        size="xs"
        hideControls
        allowNegative={false}
        aria-label={label}
        aria-describedby={describedBy}
        error={invalid}
        placeholder={placeholder}
        value={amount ?? ""}
        onChange={(next) => change(next === "" ? undefined : Number(next), unit)}
      />
      <Select
        size="xs"
        allowDeselect={false}
        aria-label={text.unit(label)}
        data={UNITS}
        value={unit}
        onChange={(next) => change(amount, (next ?? "s") as Unit)}
      />
    </Group>
  );
}

/** To the millisecond: 1.1 hours are 3960 seconds. */
function inSeconds(amount: number, unit: Unit): number {
  return Math.round(amount * UNIT_SECONDS[unit] * 1000) / 1000;
}
