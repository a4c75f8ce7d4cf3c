import { Stack } from "@mantine/core";
import { messages } from "@/lib/messages";
import { withEntry } from "../form/records";
import { choiceOf, Fields, type FieldSpec } from "./Fields";
import type { LogicFormProps } from "./LogicForm";

const text = messages.loop;

const ITEMS: FieldSpec = {
  name: "items",
  required: true,
  schema: {
    ...{ type: "array", items: {}, title: text.items, description: text.itemsHint },
    examples: ["{% $trigger.body.rows %}"],
  },
};
const MODE: FieldSpec = { name: "mode", schema: choiceOf(text.mode, text.modes, { default: "concurrent" }) };
const CONCURRENCY: FieldSpec = {
  name: "concurrency",
  schema: {
    ...{ type: "integer", minimum: 1, maximum: 1000, default: 10, literal: true },
    ...{ title: text.concurrency, description: text.concurrencyHint },
  },
};
const UNTIL: FieldSpec = {
  name: "until",
  schema: {
    ...{ type: "string", widget: "expression", title: text.until, description: text.untilHint },
    examples: ["{% $check.body.done %}"],
  },
};
const AFTER: readonly FieldSpec[] = [
  {
    name: "on_item_error",
    schema: choiceOf(text.onItemError, text.onItemErrors, { default: "fail" }),
  },
  {
    name: "result",
    schema: {
      ...{ type: "string", widget: "expression", title: text.result, description: text.resultHint },
      examples: ["{% $call.body.id %}"],
    },
  },
  {
    name: "expected_items",
    schema: {
      ...{ type: "integer", minimum: 1, literal: true },
      ...{ title: text.expected, description: text.expectedHint },
    },
  },
];

/** What is repeated, how, and what comes out. The body is drawn, not written. */
export function LoopForm({ config, onChange }: LogicFormProps) {
  const sequential = config.mode === "sequential";
  const fields = [ITEMS, MODE, sequential ? UNTIL : CONCURRENCY, ...AFTER];
  // A field of the other mode would be refused.
  const change = (next: Record<string, unknown>) =>
    onChange(withEntry(next, next.mode === "sequential" ? "concurrency" : "until", undefined));
  return (
    <Stack gap="sm">
      <Fields config={config} onChange={change} fields={fields} />
    </Stack>
  );
}
