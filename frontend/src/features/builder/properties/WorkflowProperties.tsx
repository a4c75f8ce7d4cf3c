import { NumberInput, Select, Text, Textarea, Title } from "@mantine/core";
import type { WorkflowSettings } from "@/lib/api/types";
import { DEFAULT_SETTINGS } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import { TIME_ZONES } from "@/lib/time";
import { updateDocument } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import styles from "./Properties.module.css";

const text = messages.properties;

/** What belongs to the workflow as a whole; shown while no node is selected. */
export function WorkflowProperties() {
  const { store } = useBuilderContext();
  const description = useBuilder((state) => state.document.description);
  const settings = useBuilder((state) => state.document.settings);
  const set = (change: Partial<WorkflowSettings>) =>
    store
      .getState()
      .edit(
        updateDocument({ settings: { ...settings, ...change } }),
        `workflow:${Object.keys(change).join()}`,
      );
  return (
    <div className={styles.body}>
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
      <NumberInput
        size="xs"
        hideControls
        min={1}
        allowDecimal={false}
        allowNegative={false}
        label={text.timeout}
        description={text.timeoutHint}
        inputWrapperOrder={["label", "input", "description"]}
        value={settings.timeout_seconds}
        onChange={(next) =>
          set({ timeout_seconds: next === "" ? DEFAULT_SETTINGS.timeout_seconds : Number(next) })
        }
      />
    </div>
  );
}
