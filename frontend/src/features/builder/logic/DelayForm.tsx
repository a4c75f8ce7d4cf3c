import { Chip, Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import {
  bodyAsLiteral,
  expressionBody,
  isExpression,
  toExpression,
  literalAsBody,
} from "@/lib/graph/expression";
import { messages } from "@/lib/messages";
import { DurationInput } from "../form/DurationInput";
import { ExpressionInput } from "../form/ExpressionInput";
import { FieldFrame } from "../form/FieldFrame";
import { withEntry } from "../form/records";
import { SchemaField } from "../form/SchemaField";
import { useBuilder } from "../state/context";
import type { LogicFormProps } from "./LogicForm";
import { useModes } from "./use-modes";

const text = messages.delay;
const UNTIL = {
  type: "string",
  format: "date-time",
  title: text.untilLabel,
  description: text.untilHint,
  examples: ["{% $trigger.body.deliver_at %}"],
};
const MODES = Object.entries(text.modes).map(([value, label]) => ({ value, label }));
type Mode = keyof typeof text.modes;

const START: Record<Mode, Record<string, unknown>> = {
  seconds: { seconds: 60 },
  until: { until: "" },
  local_time: { local_time: "09:00" },
};

export function DelayForm({ config, onChange }: LogicFormProps) {
  const mode: Mode = "until" in config ? "until" : "local_time" in config ? "local_time" : "seconds";
  const change = useModes<Mode>(mode, config, (next) => START[next], onChange);
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={text.mode}
        value={mode}
        data={MODES}
        onChange={(next) => change(next as Mode)}
      />
      {mode === "until" ? (
        <SchemaField
          path="config.until"
          name="until"
          schema={UNTIL}
          root={{}}
          required
          value={config.until}
          onChange={(until) => onChange({ until: until ?? "" })}
        />
      ) : null}
      {mode === "seconds" ? (
        <Duration value={config.seconds} onChange={(seconds) => onChange({ seconds })} />
      ) : null}
      {mode === "local_time" ? <LocalTime config={config} onChange={onChange} /> : null}
    </Stack>
  );
}

/** The next moment at which the clocks of a place show a time, on some days of the week or on any. */
function LocalTime({ config, onChange }: LogicFormProps) {
  const zone = useBuilder((state) => state.document.settings.timezone);
  const days = Array.isArray(config.weekdays) ? (config.weekdays as string[]) : [];
  return (
    <>
      <FieldFrame path="config.local_time" label={text.localTime} required>
        {({ id, describedBy, invalid }) => (
          <TextInput
            id={id}
            size="xs"
            type="time"
            aria-describedby={describedBy}
            error={invalid}
            value={typeof config.local_time === "string" ? config.local_time : ""}
            onChange={({ currentTarget }) => onChange({ ...config, local_time: currentTarget.value })}
          />
        )}
      </FieldFrame>
      <SchemaField
        path="config.timezone"
        name="timezone"
        schema={{
          ...{ type: "string", widget: "timezone", literal: false, title: text.timezone, default: zone },
          description: text.timezoneHint(zone ?? "UTC"),
          examples: ["{% $trigger.body.time_zone %}"],
        }}
        root={{}}
        required={false}
        value={config.timezone}
        onChange={(timezone) => onChange(withEntry(config, "timezone", timezone))}
      />
      <FieldFrame path="config.weekdays" label={text.weekdays} description={text.weekdaysHint}>
        {({ id }) => (
          <Chip.Group
            multiple
            value={days}
            onChange={(next) =>
              onChange(withEntry(config, "weekdays", next.length > 0 ? inWeekOrder(next) : undefined))
            }
          >
            <Group gap={4} id={id} role="group" aria-label={text.weekdays}>
              {Object.entries(text.dayNames).map(([value, label]) => (
                <Chip key={value} size="xs" value={value}>
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        )}
      </FieldFrame>
    </>
  );
}

function inWeekOrder(days: readonly string[]): string[] {
  return Object.keys(text.dayNames).filter((day) => days.includes(day));
}

/** The seconds that an expression spells out. */
function secondsIn(expression: string): number | undefined {
  const literal = bodyAsLiteral(expressionBody(expression));
  return typeof literal === "number" ? literal : undefined;
}

function Duration({ value, onChange }: { value: unknown; onChange: (seconds: unknown) => void }) {
  const on = isExpression(value);
  const seconds = typeof value === "number" ? value : undefined;
  const toggle = () => onChange(on ? (secondsIn(value) ?? 60) : toExpression(literalAsBody(seconds)));
  return (
    <FieldFrame
      path="config.seconds"
      label={on ? text.secondsLabel : text.amount}
      required
      expression={{ on, toggle }}
    >
      {(aria) =>
        on ? (
          <ExpressionInput
            {...aria}
            path="config.seconds"
            label={text.secondsLabel}
            value={value}
            onChange={onChange}
          />
        ) : (
          <DurationInput {...aria} label={text.amount} value={seconds} onChange={onChange} />
        )
      }
    </FieldFrame>
  );
}
