import { Anchor, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { messages } from "@/lib/messages";
import { workflowNamesQuery } from "@/lib/api/queries";
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
  const workflows = useQuery(workflowNamesQuery);
  const chosen = typeof config.workflow_id === "string" ? config.workflow_id : null;
  const options = (workflows.data ?? []).map(({ id, name, live_version }) => ({
    value: id,
    label: live_version === null ? text.unpublished(name) : name,
  }));
  // One that is not in the list (archived, or beyond it) keeps its place.
  const known = chosen === null || options.some(({ value }) => value === chosen);
  return (
    <Stack gap="sm">
      <FieldFrame path="config.workflow_id" label={text.workflow} required>
        {({ id, describedBy, invalid }) => (
          <Select
            id={id}
            size="xs"
            searchable
            allowDeselect={false}
            aria-describedby={describedBy}
            error={invalid}
            placeholder={text.pick}
            nothingFoundMessage={text.none}
            data={known ? options : [...options, { value: chosen, label: chosen }]}
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
