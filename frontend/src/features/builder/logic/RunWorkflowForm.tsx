import { Anchor, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { WorkflowSelect } from "@/components/WorkflowSelect";
import { messages } from "@/lib/messages";
import { FieldFrame } from "../form/FieldFrame";
import { Fields, type FieldSpec } from "./Fields";
import type { LogicFormProps } from "./LogicForm";

const text = messages.runWorkflow;
const FIELDS: readonly FieldSpec[] = [
  { name: "payload", schema: { title: text.payload, description: text.payloadHint, widget: "json" } },
  {
    name: "wait",
    schema: { type: "boolean", literal: true, default: true, title: text.wait, description: text.waitHint },
  },
];

/** Which other workflow to start, and what with. */
export function RunWorkflowForm({ config, onChange }: LogicFormProps) {
  const chosen = typeof config.workflow_id === "string" ? config.workflow_id : null;
  return (
    <Stack gap="sm">
      <FieldFrame path="config.workflow_id" label={text.workflow} required>
        {({ id, describedBy, invalid }) => (
          <WorkflowSelect
            id={id}
            allowDeselect={false}
            aria-describedby={describedBy}
            error={invalid}
            placeholder={text.pick}
            labelOf={({ name, live_version }) => (live_version === null ? text.unpublished(name) : name)}
            value={chosen}
            onChange={(workflow_id) => onChange({ ...config, workflow_id })}
          />
        )}
      </FieldFrame>
      {chosen ? (
        <Anchor
          size="xs"
          renderRoot={(props) => (
            <Link to="/workflows/$workflowId" params={{ workflowId: chosen }} target="_blank" {...props} />
          )}
        >
          {text.open}
        </Anchor>
      ) : null}
      <Fields config={config} onChange={onChange} fields={FIELDS} />
    </Stack>
  );
}
