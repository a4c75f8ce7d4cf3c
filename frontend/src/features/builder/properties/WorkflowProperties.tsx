import { Box, Input, Select, Text, Textarea, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { WorkflowSelect } from "@/components/WorkflowSelect";
import type { WorkflowSettings } from "@/lib/api/types";
import { DEFAULT_SETTINGS } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import { TIME_ZONES } from "@/lib/time";
import { DurationInput } from "../form/DurationInput";
import { updateDocument } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import styles from "./Properties.module.css";
import { revealField } from "./reveal-field";

const text = messages.properties;
const DURABILITIES = ["standard", "express"] as const;
const OVERLAPS = ["allow", "skip"] as const;
/** Step Functions ends an Express execution after five minutes. */
const EXPRESS_SECONDS = 300;

/** What belongs to the workflow as a whole; shown while no node is selected. */
export function WorkflowProperties() {
  const { store } = useBuilderContext();
  const description = useBuilder((state) => state.document.description);
  const settings = useBuilder((state) => state.document.settings);
  const focus = useBuilder((state) => (state.focus?.nodeId === null ? state.focus : null));
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus?.field && form.current) revealField(form.current, focus.field);
  }, [focus]);
  const set = (change: Partial<WorkflowSettings>) =>
    store
      .getState()
      .edit(
        updateDocument({ settings: { ...settings, ...change } }),
        `workflow:${Object.keys(change).join()}`,
      );
  return (
    <div className={styles.body} ref={form}>
      <div>
        <Title order={2}>{text.workflowTitle}</Title>
        <Text size="xs" c="dimmed">
          {text.workflowHint}
        </Text>
      </div>
      <Textarea
        size="xs"
        autosize
        minRows={2}
        maxLength={4000}
        label={text.description}
        value={description}
        onChange={({ currentTarget }) =>
          store.getState().edit(updateDocument({ description: currentTarget.value }), "workflow:description")
        }
      />
      <Select
        size="xs"
        searchable
        allowDeselect={false}
        limit={200}
        label={text.timezone}
        description={text.timezoneHint}
        inputWrapperOrder={["label", "input", "description"]}
        data={TIME_ZONES}
        value={settings.timezone}
        onChange={(timezone) => timezone && set({ timezone })}
      />
      <Select
        size="xs"
        allowDeselect={false}
        label={text.durability}
        description={text.durabilityHint[settings.durability]}
        inputWrapperOrder={["label", "input", "description"]}
        data={DURABILITIES.map((value) => ({ value, label: text.durabilities[value] }))}
        value={settings.durability}
        onChange={(next) => set(withDurability(settings, next === "express" ? "express" : "standard"))}
      />
      <Input.Wrapper
        size="xs"
        label={text.timeout}
        labelElement="div"
        description={text.timeoutHint[settings.durability]}
        inputWrapperOrder={["label", "input", "description"]}
        data-field="settings.timeout_seconds"
      >
        <Box mb={5}>
          <DurationInput
            label={text.timeout}
            value={settings.timeout_seconds}
            onChange={(seconds) => set({ timeout_seconds: seconds ?? longest(settings.durability) })}
          />
        </Box>
      </Input.Wrapper>
      {settings.durability === "standard" || settings.overlap === "skip" ? (
        <Select
          size="xs"
          allowDeselect={false}
          label={text.overlap}
          description={text.overlapHint[settings.overlap]}
          inputWrapperOrder={["label", "input", "error", "description"]}
          error={settings.durability === "express" ? text.overlapExpress : undefined}
          data={OVERLAPS.map((value) => ({ value, label: text.overlaps[value] }))}
          value={settings.overlap}
          onChange={(next) => set({ overlap: next === "skip" ? "skip" : "allow" })}
        />
      ) : null}
      {settings.durability === "standard" || settings.error_workflow ? (
        <WorkflowSelect
          clearable
          label={text.errorWorkflow}
          description={text.errorWorkflowHint}
          inputWrapperOrder={["label", "input", "error", "description"]}
          placeholder={text.noErrorWorkflow}
          error={settings.durability === "express" ? text.errorWorkflowExpress : undefined}
          labelOf={({ name, live_version }) =>
            live_version === null ? messages.runWorkflow.unpublished(name) : name
          }
          value={settings.error_workflow ?? null}
          onChange={(error_workflow) => set({ error_workflow })}
        />
      ) : null}
    </div>
  );
}

function longest(durability: WorkflowSettings["durability"]): number {
  return durability === "express" ? EXPRESS_SECONDS : DEFAULT_SETTINGS.timeout_seconds;
}

/** The time limit goes along where it is the usual one, or more than there can be. */
function withDurability(
  settings: WorkflowSettings,
  durability: WorkflowSettings["durability"],
): Partial<WorkflowSettings> {
  const { timeout_seconds } = settings;
  const usual = timeout_seconds === longest(settings.durability);
  const limit = usual ? longest(durability) : Math.min(timeout_seconds, longest(durability));
  return { durability, timeout_seconds: limit };
}
