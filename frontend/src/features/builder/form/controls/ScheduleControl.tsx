import { Chip, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { messages } from "@/lib/messages";
import {
  convertSchedule,
  type IntervalUnit,
  readSchedule,
  type Schedule,
  type ScheduleKind,
  type Weekday,
  WEEKDAYS,
  writeSchedule,
} from "../schedule";
import type { ControlProps } from "./ControlFor";
import { CustomSchedule } from "./CustomSchedule";
import { SchedulePreview } from "./SchedulePreview";

const text = messages.schedule;
const KINDS = Object.entries(text.kinds).map(([value, label]) => ({ value, label }));
const UNITS = Object.entries(text.units).map(([value, label]) => ({ value, label }));

/** When a workflow starts, in words; the expression itself is one of the choices. */
export function ScheduleControl({ id, describedBy, invalid, value, onChange }: ControlProps) {
  const expression = typeof value === "string" ? value : "";
  // What is being chosen may not be whole yet, or be meant as an expression although it has a simpler form.
  const [edited, setEdited] = useState<Schedule | null>(null);
  const current = edited && (writeSchedule(edited) ?? "") === expression ? edited : readSchedule(expression);
  const change = (next: Schedule) => {
    setEdited(next);
    onChange(writeSchedule(next));
  };
  return (
    <Stack gap={6}>
      <Select
        id={id}
        size="xs"
        allowDeselect={false}
        aria-describedby={describedBy}
        error={invalid}
        data={KINDS}
        value={current.kind}
        onChange={(kind) => kind && change(convertSchedule(current, kind as ScheduleKind))}
      />
      <Details schedule={current} onChange={change} />
      <SchedulePreview expression={expression} isFaulted={invalid} />
    </Stack>
  );
}

interface DetailsProps {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
}

function Details({ schedule, onChange }: DetailsProps) {
  switch (schedule.kind) {
    case "interval":
      return (
        <Group gap={6} grow wrap="nowrap">
          <NumberInput
            size="xs"
            hideControls
            allowDecimal={false}
            allowNegative={false}
            aria-label={text.every}
            value={schedule.every || ""}
            onChange={(every) => onChange({ ...schedule, every: Number(every) })}
          />
          <Select
            size="xs"
            allowDeselect={false}
            aria-label={text.unit}
            data={UNITS}
            value={schedule.unit}
            onChange={(unit) => unit && onChange({ ...schedule, unit: unit as IntervalUnit })}
          />
        </Group>
      );
    case "daily":
      return <Time value={schedule.time} onChange={(time) => onChange({ ...schedule, time })} />;
    case "weekly":
      return (
        <>
          <Chip.Group
            multiple
            value={[...schedule.days]}
            onChange={(days) => onChange({ ...schedule, days: days as Weekday[] })}
          >
            <Group gap={4} role="group" aria-label={text.days}>
              {WEEKDAYS.map((day) => (
                <Chip key={day} size="xs" value={day}>
                  {text.weekdays[day]}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Time value={schedule.time} onChange={(time) => onChange({ ...schedule, time })} />
        </>
      );
    case "monthly":
      return (
        <Group gap={6} grow wrap="nowrap" align="end">
          <NumberInput
            size="xs"
            hideControls
            label={text.dayOfMonth}
            min={1}
            max={31}
            allowDecimal={false}
            value={schedule.day}
            onChange={(day) => onChange({ ...schedule, day: Math.min(31, Math.max(1, Number(day) || 1)) })}
          />
          <Time value={schedule.time} onChange={(time) => onChange({ ...schedule, time })} />
        </Group>
      );
    case "once":
      return (
        <TextInput
          size="xs"
          type="datetime-local"
          aria-label={text.moment}
          value={schedule.moment}
          onChange={({ currentTarget }) =>
            onChange({ ...schedule, moment: currentTarget.value.slice(0, 16) })
          }
        />
      );
    case "custom":
      return (
        <CustomSchedule
          expression={schedule.expression}
          onChange={(expression) => onChange({ ...schedule, expression })}
        />
      );
  }
}

function Time({ value, onChange }: { value: string; onChange: (time: string) => void }) {
  return (
    <TextInput
      size="xs"
      type="time"
      label={text.time}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
