import { Group, NumberInput, SegmentedControl, Select, Stack } from "@mantine/core";
import { useState } from "react";
import { isExpression, toExpression, literalAsBody } from "@/lib/graph/expression";
import { messages } from "@/lib/messages";
import { ExpressionInput } from "../form/ExpressionInput";
import { FieldFrame } from "../form/FieldFrame";
import { SchemaField } from "../form/SchemaField";
import { largestUnit, UNIT_SECONDS, type Unit } from "./time-units";
import type { LogicFormProps } from "./LogicForm";

const text = messages.delay;
const UNTIL = {
  type: "string",
  format: "date-time",
  title: text.untilLabel,
  description: text.untilHint,
  examples: ["{% $trigger.body.deliver_at %}"],
};
const UNITS = Object.entries(text.units).map(([value, label]) => ({ value, label }));

export function DelayForm({ config, onChange }: LogicFormProps) {
  const mode = "until" in config ? "until" : "seconds";
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={text.mode}
        value={mode}
        data={[
          { value: "seconds", label: text.seconds },
          { value: "until", label: text.until },
        ]}
        onChange={(next) => onChange(next === "until" ? { until: "" } : { seconds: 60 })}
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
      ) : (
        <Duration value={config.seconds} onChange={(seconds) => onChange({ seconds })} />
      )}
    </Stack>
  );
}

function Duration({ value, onChange }: { value: unknown; onChange: (seconds: unknown) => void }) {
  const on = isExpression(value);
  const seconds = typeof value === "number" ? value : undefined;
  const [unit, setUnit] = useState<Unit>(() => largestUnit(seconds ?? 0));
  const size = UNIT_SECONDS[unit];
  const toggle = () => onChange(on ? 60 : toExpression(literalAsBody(seconds)));
  return (
    <FieldFrame
      path="config.seconds"
      label={on ? text.secondsLabel : text.amount}
      required
      expression={{ on, toggle }}
    >
      {({ id, describedBy, invalid }) =>
        on ? (
          <ExpressionInput
            id={id}
            describedBy={describedBy}
            invalid={invalid}
            value={value}
            onChange={onChange}
          />
        ) : (
          <Group gap={6} grow preventGrowOverflow={false} wrap="nowrap">
            <NumberInput
              id={id}
              size="xs"
              hideControls
              allowNegative={false}
              aria-describedby={describedBy}
              error={invalid}
              value={seconds === undefined ? "" : seconds / size}
              onChange={(next) => onChange(next === "" ? undefined : Number(next) * size)}
            />
            <Select
              size="xs"
              allowDeselect={false}
              aria-label={text.unit}
              data={UNITS}
              value={unit}
              onChange={(next) => {
                const chosen = (next ?? "s") as Unit;
                setUnit(chosen);
                if (seconds !== undefined) onChange((seconds / size) * UNIT_SECONDS[chosen]);
              }}
            />
          </Group>
        )
      }
    </FieldFrame>
  );
}
