import { Stack } from "@mantine/core";
import { messages } from "@/lib/messages";
import { choiceOf, Fields, type FieldSpec } from "./Fields";
import type { LogicFormProps } from "./LogicForm";

const text = messages.stop;
const OUTCOME: FieldSpec = { name: "outcome", required: true, schema: choiceOf(text.outcome, text.outcomes) };
const OUTPUT: FieldSpec = {
  name: "output",
  schema: { title: text.output, description: text.outputHint, examples: ["{% $call.body %}"] },
};
const FAILURE: readonly FieldSpec[] = [
  {
    name: "error",
    schema: {
      ...{ type: "string", literal: true, title: text.error, description: text.errorHint },
      examples: ["OrderRefused"],
    },
  },
  {
    name: "message",
    schema: {
      ...{ type: "string", widget: "template", multiline: true, title: text.message },
      examples: ["{% 'No stock for ' & $trigger.body.sku %}"],
    },
  },
];

/** How the run ends here. */
export function StopForm({ config, onChange }: LogicFormProps) {
  const failed = config.outcome === "error";
  return (
    <Stack gap="sm">
      <Fields
        config={config}
        fields={[OUTCOME, ...(failed ? FAILURE : [OUTPUT])]}
        onChange={(next) => onChange(next.outcome === config.outcome ? next : { outcome: next.outcome })}
      />
    </Stack>
  );
}
