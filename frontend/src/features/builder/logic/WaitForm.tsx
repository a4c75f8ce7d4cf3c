import { Stack } from "@mantine/core";
import { messages } from "@/lib/messages";
import { Fields, type FieldSpec } from "./Fields";
import type { LogicFormProps } from "./LogicForm";

const text = messages.waiting;
const TIMEOUT: FieldSpec = {
  name: "timeout_seconds",
  schema: {
    ...{ type: "integer", widget: "duration", minimum: 1, literal: true },
    ...{ title: text.timeout, description: text.timeoutHint },
  },
};
const EVENT: readonly FieldSpec[] = [
  {
    name: "event",
    required: true,
    schema: {
      ...{ type: "string", literal: true, title: text.event, description: text.eventHint },
      examples: ["payment.received"],
    },
  },
  {
    name: "key",
    required: true,
    schema: {
      ...{ type: "string", title: text.key, description: text.keyHint },
      examples: ["{% $trigger.body.order_id %}"],
    },
  },
  TIMEOUT,
];
const APPROVAL: readonly FieldSpec[] = [
  {
    name: "title",
    required: true,
    schema: { type: "string", widget: "template", title: text.title, examples: [text.titleExample] },
  },
  {
    name: "message",
    schema: { type: "string", widget: "template", multiline: true, title: text.message },
  },
  {
    name: "to",
    schema: {
      ...{ type: "array", items: { type: "string", examples: ["lead@example.com"] } },
      ...{ title: text.to, description: text.toHint },
    },
  },
  TIMEOUT,
];

export function EventForm(props: LogicFormProps) {
  return (
    <Stack gap="sm">
      <Fields {...props} fields={EVENT} />
    </Stack>
  );
}

export function ApprovalForm(props: LogicFormProps) {
  return (
    <Stack gap="sm">
      <Fields {...props} fields={APPROVAL} />
    </Stack>
  );
}
