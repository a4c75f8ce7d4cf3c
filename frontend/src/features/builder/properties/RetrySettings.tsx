import { Anchor, Group, NumberInput, SimpleGrid, Stack, Switch, TagsInput, Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import { formatSeconds } from "@/lib/time";
import { FieldFrame } from "../form/FieldFrame";
import { asRecord, withEntry } from "../form/records";
import { RETRY_DEFAULTS, waitsOf } from "./retry";

const text = messages.retry;
const TITLES: Readonly<Record<string, string>> = messages.runErrors.titles;
const ON_DEFAULT: Readonly<Record<string, string>> = text.onDefault;
const START = { ...RETRY_DEFAULTS, max_delay_seconds: 60 };
const NUMBERS = ["max_attempts", "interval_seconds", "backoff_rate", "max_delay_seconds"] as const;
const WITHOUT = { ...RETRY_DEFAULTS, max_delay_seconds: text.noLimit };

interface Props {
  /** The node's type: what is retried without a choice depends on it. */
  type: string;
  retry: unknown;
  /** Names of errors to suggest; any other can be typed. */
  errors: readonly string[];
  /** `field` is the part that has changed, if it is not the whole. */
  set: (retry: Record<string, unknown> | undefined, field?: string) => void;
}

/** Whether, when and after what a node tries again (workflow language, "Node settings"). */
export function RetrySettings({ type, retry, errors, set }: Props) {
  const custom = retry !== undefined && retry !== null;
  return (
    <FieldFrame path="settings.retry" label={text.title} showsParts={custom}>
      {({ id }) => (
        <>
          <Switch
            id={id}
            size="xs"
            label={text.custom}
            checked={custom}
            onChange={({ currentTarget }) => set(currentTarget.checked ? START : undefined)}
          />
          {custom ? <RetryFields type={type} values={asRecord(retry)} errors={errors} set={set} /> : null}
        </>
      )}
    </FieldFrame>
  );
}

function RetryFields({
  type,
  values,
  errors,
  set,
}: Omit<Props, "retry"> & { values: Record<string, unknown> }) {
  const change = (field: string, value: unknown) => set(withEntry(values, field, value), field);
  const chosen = Array.isArray(values.on) ? values.on.map(String) : null;
  return (
    <Stack gap="xs" mt="xs">
      <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
        {NUMBERS.map((field) => (
          <FieldFrame key={field} path={`settings.retry.${field}`} label={text.fields[field]}>
            {({ id, describedBy, invalid }) => (
              <NumberInput
                id={id}
                size="xs"
                hideControls
                allowNegative={false}
                allowDecimal={field === "backoff_rate"}
                clampBehavior="none"
                aria-describedby={describedBy}
                error={invalid}
                placeholder={String(WITHOUT[field])}
                value={typeof values[field] === "number" ? values[field] : ""}
                onChange={(next) => change(field, next === "" ? undefined : Number(next))}
              />
            )}
          </FieldFrame>
        ))}
      </SimpleGrid>
      <Text size="xs" role="status">
        {previewOf(values)}
      </Text>
      <FieldFrame path="settings.retry.jitter" label={text.jitter} description={text.jitterHint}>
        {({ id, describedBy }) => (
          <Switch
            id={id}
            size="xs"
            aria-describedby={describedBy}
            checked={values.jitter !== false}
            onChange={({ currentTarget }) => change("jitter", currentTarget.checked ? undefined : false)}
          />
        )}
      </FieldFrame>
      <FieldFrame path="settings.retry.on" label={text.on} description={ON_DEFAULT[type] ?? ""}>
        {({ id, describedBy, invalid }) => (
          <>
            <TagsInput
              id={id}
              size="xs"
              acceptValueOnBlur
              aria-describedby={describedBy}
              error={invalid}
              placeholder={chosen?.length ? "" : text.onPlaceholder}
              data={[...errors]}
              renderOption={({ option }) => <ErrorOption name={option.value} />}
              value={chosen ?? []}
              onChange={(names) => change("on", names.length > 0 ? names : undefined)}
            />
            {chosen?.length === 0 ? (
              <Group gap={4} mt={3}>
                <Text size="xs">{text.onNothing}</Text>
                <Anchor component="button" type="button" size="xs" onClick={() => change("on", undefined)}>
                  {text.onUseDefault}
                </Anchor>
              </Group>
            ) : null}
          </>
        )}
      </FieldFrame>
    </Stack>
  );
}

function ErrorOption({ name }: { name: string }) {
  return (
    <div>
      <Text size="xs">{name}</Text>
      {TITLES[name] ? (
        <Text size="xs" c="dimmed">
          {TITLES[name]}
        </Text>
      ) : null}
    </div>
  );
}

/** The waits in one line. */
function previewOf(values: Record<string, unknown>): string {
  const waits = waitsOf(values);
  if (waits === null) return text.never;
  const shown = waits.shown.map(formatSeconds).join(", ");
  const line = values.jitter === false ? text.after(shown) : text.afterAtMost(shown);
  return waits.more > 0 ? text.andMore(line, waits.more, formatSeconds(waits.last)) : line;
}
