import { Select, Switch, Textarea } from "@mantine/core";
import type { Definition, GraphNode } from "@/lib/api/types";
import { toExpression } from "@/lib/graph/expression";
import { messages } from "@/lib/messages";
import { DurationInput } from "../form/DurationInput";
import { ExpressionInput } from "../form/ExpressionInput";
import { FieldFrame } from "../form/FieldFrame";
import { withEntry } from "../form/records";
import { RetrySettings } from "./RetrySettings";

const text = messages.properties;
const ON_ERROR = Object.entries(text.onErrorOptions).map(([value, label]) => ({ value, label }));
/** Kinds that can fail with `retry` and `on_error` (workflow language, "Which nodes run"). */
const CAN_FAIL: ReadonlySet<string> = new Set(["action", "loop", "run_workflow"]);

interface Props {
  node: GraphNode;
  definition: Definition | undefined;
  onChange: (settings: Record<string, unknown>, field: string) => void;
}

/** How a node behaves around its work: retries, time limit, failure (workflow language, "Node settings"). */
export function NodeSettings({ node, definition, onChange }: Props) {
  const { settings } = node;
  const set = (field: string, value: unknown, part?: string) =>
    onChange(withEntry(settings, field, value), part === undefined ? field : `${field}.${part}`);
  return (
    <>
      {node.type === "trigger" ? null : <DisabledSwitch settings={settings} set={set} />}
      {CAN_FAIL.has(node.type) ? (
        <FailureSettings type={node.type} errors={definition?.errors} settings={settings} set={set} />
      ) : null}
      {node.type === "action" ? <ActionSettings settings={settings} set={set} /> : null}
      <FieldFrame path="settings.notes" label={text.notes} description={text.notesHint}>
        {({ id, describedBy }) => (
          <Textarea
            id={id}
            size="xs"
            autosize
            minRows={2}
            aria-describedby={describedBy}
            value={typeof settings.notes === "string" ? settings.notes : ""}
            onChange={({ currentTarget }) => set("notes", currentTarget.value || undefined)}
          />
        )}
      </FieldFrame>
    </>
  );
}

interface SettingProps {
  settings: Record<string, unknown>;
  /** `part` is what of the field has changed, where it has several. */
  set: (field: string, value: unknown, part?: string) => void;
}

function DisabledSwitch({ settings, set }: SettingProps) {
  return (
    <FieldFrame path="settings.disabled" label={text.disabled} description={text.disabledHint}>
      {({ id, describedBy }) => (
        <Switch
          id={id}
          size="xs"
          aria-describedby={describedBy}
          checked={settings.disabled === true}
          onChange={({ currentTarget }) => set("disabled", currentTarget.checked || undefined)}
        />
      )}
    </FieldFrame>
  );
}

/** What happens when the work fails. */
function FailureSettings({
  type,
  errors,
  settings,
  set,
}: SettingProps & { type: string; errors: readonly string[] | undefined }) {
  // Of a calculation nothing is retried; a retry that stands there all the same can be taken away.
  const retries = errors?.length !== 0 || settings.retry !== undefined;
  return (
    <>
      <FieldFrame path="settings.on_error" label={text.onError}>
        {({ id, describedBy, invalid }) => (
          <Select
            id={id}
            size="xs"
            allowDeselect={false}
            aria-describedby={describedBy}
            error={invalid}
            data={ON_ERROR}
            value={typeof settings.on_error === "string" ? settings.on_error : "fail"}
            onChange={(next) => set("on_error", next === "fail" ? undefined : next)}
          />
        )}
      </FieldFrame>
      {retries ? (
        <RetrySettings
          type={type}
          errors={errors ?? []}
          retry={settings.retry}
          set={(retry, part) => set("retry", retry, part)}
        />
      ) : null}
    </>
  );
}

/** What only a function has: a time limit of its own, and a result that can be trimmed where it is made. */
function ActionSettings({ settings, set }: SettingProps) {
  return (
    <>
      <FieldFrame path="settings.timeout_seconds" label={text.nodeTimeout} description={text.nodeTimeoutHint}>
        {(aria) => (
          <DurationInput
            {...aria}
            label={text.nodeTimeout}
            value={typeof settings.timeout_seconds === "number" ? settings.timeout_seconds : undefined}
            onChange={(seconds) => set("timeout_seconds", seconds)}
          />
        )}
      </FieldFrame>
      <FieldFrame path="settings.select" label={text.select} description={text.selectHint}>
        {(aria) => (
          <ExpressionInput
            {...aria}
            path="settings.select"
            label={text.select}
            value={settings.select}
            placeholder="{'status': status}"
            onChange={(next) => set("select", next === toExpression("") ? undefined : next)}
          />
        )}
      </FieldFrame>
      <FieldFrame path="settings.offload" label={text.offload} description={text.offloadHint}>
        {({ id, describedBy }) => (
          <Switch
            id={id}
            size="xs"
            aria-describedby={describedBy}
            checked={settings.offload === true}
            onChange={({ currentTarget }) => set("offload", currentTarget.checked || undefined)}
          />
        )}
      </FieldFrame>
    </>
  );
}
