import { Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { MessageText } from "@/components/MessageText";
import type { GraphNode, PayloadMisfit } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { isRecord, parseJson } from "@/lib/json";
import { messages } from "@/lib/messages";
import { effectiveOutput } from "../expression/output-schema";
import { fieldsOf, resolveField, type Schema } from "../form/schema";
import { useBuilderContext } from "../state/context";
import { hasField, PayloadForm } from "./PayloadForm";
import type { PayloadOrigin } from "./use-offered-payload";
import formStyles from "../form/Form.module.css";

const text = messages.run;

interface Props {
  /** The trigger that would hand it over. */
  trigger: GraphNode | undefined;
  value: string;
  /** Where it is from, if it was offered and not written or picked. */
  origin: PayloadOrigin | null;
  /** Where the trigger would not take it. */
  misfits: readonly PayloadMisfit[];
  onChange: (text: string) => void;
}

/** What a trigger would hand over: as JSON, and where the trigger says what it expects by a form too. */
export function PayloadEditor({ trigger, value, origin, misfits, onChange }: Props) {
  const { definitions } = useBuilderContext();
  const [wanted, setWanted] = useLocalStorage<"form" | "json">({
    key: "statewright:payload-view",
    defaultValue: "form",
    getInitialValueInEffect: false,
  });
  const schema = effectiveOutput(trigger, trigger && definitionOf(trigger, definitions));
  const parsed = parseJson(value);
  const record = "value" in parsed && isRecord(parsed.value) ? parsed.value : null;
  const offersForm = isTold(schema);
  const asForm = offersForm && wanted === "form" && record !== null;
  const elsewhere = asForm ? misfits.filter(({ field }) => !hasField(schema, field)) : misfits;
  const hint = origin === null ? text.payloadHint : `${text.origins[origin]}. ${text.payloadHint}`;
  return (
    <Stack gap={6}>
      {offersForm ? (
        <Group justify="space-between" align="center">
          <Text size="xs" fw={500}>
            {text.payloadTitle}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={text.payloadViews}
            data={[
              { value: "form", label: text.views.form, disabled: record === null },
              { value: "json", label: text.views.json },
            ]}
            value={asForm ? "form" : "json"}
            onChange={(next) => setWanted(next === "json" ? "json" : "form")}
          />
        </Group>
      ) : null}
      {asForm ? (
        <>
          <Text size="xs" c="dimmed">
            {hint}
          </Text>
          <PayloadForm
            schema={schema}
            config={trigger?.config ?? {}}
            payload={record}
            misfits={misfits}
            onChange={(next) => onChange(JSON.stringify(next, null, 2))}
          />
        </>
      ) : (
        <Textarea
          size="xs"
          label={text.payload}
          description={hint}
          autosize
          minRows={8}
          maxRows={20}
          spellCheck={false}
          classNames={{ input: formStyles.mono }}
          value={value}
          error={"fault" in parsed ? messages.form.invalidJson(parsed.fault) : null}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
      {elsewhere.map(({ field, message }) => (
        <Text key={`${field} ${message}`} size="xs" className={formStyles.error} role="status">
          <MessageText>{text.misfit(field.replace(/^payload\./, ""), message)}</MessageText>
        </Text>
      ))}
    </Stack>
  );
}

/** Whether a form can ask for something that the trigger expects. */
function isTold(schema: Schema): boolean {
  return fieldsOf(schema).some(
    ({ schema: field }) => field.expected && resolveField(field, schema).control.kind !== "any",
  );
}
