import { NumberInput, Select, SimpleGrid, Switch, Textarea } from "@mantine/core";
import type { GraphNode } from "@/lib/api/types";
import { toExpression } from "@/lib/graph/expression";
import { messages } from "@/lib/messages";
import { ExpressionInput } from "../form/ExpressionInput";
import { FieldFrame } from "../form/FieldFrame";
import { asRecord, withEntry } from "../form/records";

const text = messages.properties;
const ON_ERROR = Object.entries(text.onErrorOptions).map(([value, label]) => ({ value, label }));
const RETRY_FIELDS = ["max_attempts", "interval_seconds", "backoff_rate", "max_delay_seconds"] as const;
/** Kinds that can fail with `retry` and `on_error` (workflow language, "Which nodes run"). */
const CAN_FAIL: ReadonlySet<string> = new Set(["action", "loop", "run_workflow"]);
const RETRY_START = { max_attempts: 3, interval_seconds: 1, backoff_rate: 2, max_delay_seconds: 60 };
/** What counts where a field is empty (workflow language, "Node settings"). */
const RETRY_WITHOUT = {
  ...{ max_attempts: "3", interval_seconds: "1", backoff_rate: "2" },
  max_delay_seconds: text.retryNoLimit,
};

interface Props {
  node: GraphNode;
  onChange: (settings: Record<string, unknown>, field: string) => void;
}

/** How a node behaves around its work: retries, time limit, failure (workflow language, "Node settings"). */
export function NodeSettings({ node, onChange }: Props) {
  const { settings } = node;
  const set = (field: string, value: unknown) => onChange(withEntry(settings, field, value), field);
  return (
    <>
      {node.type === "trigger" ? null : <DisabledSwitch settings={settings} set={set} />}
      {CAN_FAIL.has(node.type) ? <FailureSettings settings={settings} set={set} /> : null}
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
  set: (field: string, value: unknown) => void;
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
function FailureSettings({ settings, set }: SettingProps) {
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
      <RetrySettings retry={settings.retry} set={(retry) => set("retry", retry)} />
    </>
  );
}

/** What only a function has: a time limit of its own, and a result that can be trimmed where it is made. */
function ActionSettings({ settings, set }: SettingProps) {
  return (
    <>
      <FieldFrame path="settings.timeout_seconds" label={text.nodeTimeout} description={text.nodeTimeoutHint}>
        {({ id, describedBy, invalid }) => (
          <NumberInput
            id={id}
            size="xs"
            hideControls
            min={1}
            allowNegative={false}
            allowDecimal={false}
            aria-describedby={describedBy}
            error={invalid}
            value={typeof settings.timeout_seconds === "number" ? settings.timeout_seconds : ""}
            onChange={(next) => set("timeout_seconds", next === "" ? undefined : Number(next))}
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

function RetrySettings({ retry, set }: { retry: unknown; set: (retry: unknown) => void }) {
  const values = asRecord(retry);
  const custom = retry !== undefined && retry !== null;
  return (
    <FieldFrame path="settings.retry" label={text.retries}>
      {({ id }) => (
        <>
          <Switch
            id={id}
            size="xs"
            label={text.retryCustom}
            checked={custom}
            onChange={({ currentTarget }) => set(currentTarget.checked ? RETRY_START : undefined)}
          />
          {custom ? (
            <SimpleGrid cols={2} spacing="xs" mt="xs">
              {RETRY_FIELDS.map((field) => (
                <NumberInput
                  key={field}
                  size="xs"
                  hideControls
                  allowNegative={false}
                  label={text.retry[field]}
                  placeholder={RETRY_WITHOUT[field]}
                  value={typeof values[field] === "number" ? values[field] : ""}
                  onChange={(next) => set(withEntry(values, field, next === "" ? undefined : Number(next)))}
                />
              ))}
            </SimpleGrid>
          ) : null}
        </>
      )}
    </FieldFrame>
  );
}
