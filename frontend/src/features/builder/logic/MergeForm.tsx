import { Stack } from "@mantine/core";
import { messages } from "@/lib/messages";
import { choiceOf, Fields, type FieldSpec } from "./Fields";
import type { LogicFormProps } from "./LogicForm";

const text = messages.merge;
const MODE: FieldSpec = {
  name: "mode",
  required: true,
  schema: choiceOf(text.mode, text.modes, { description: text.modeHint }),
};
const EXPRESSION: FieldSpec = {
  name: "expression",
  required: true,
  schema: {
    ...{ type: "string", widget: "expression", title: text.expression },
    examples: ["{% {'a': $first, 'b': $second} %}"],
  },
};

export function MergeForm({ config, onChange }: LogicFormProps) {
  const fields = config.mode === "expression" ? [MODE, EXPRESSION] : [MODE];
  return (
    <Stack gap="sm">
      <Fields
        config={config}
        fields={fields}
        onChange={(next) => onChange(next.mode === "expression" ? next : { mode: next.mode })}
      />
    </Stack>
  );
}
