import { Button, Checkbox, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { sameJson } from "@/lib/same";
import { loadLastReceived } from "../../api/last-payload";
import { useBuilderContext } from "../../state/context";
import { useForm } from "../form-context";
import { withFieldsOf } from "../infer-schema";
import { asRecord } from "../records";
import { beyondRows, rowsOf, withKeyword, type Written } from "../schema-rows";
import styles from "../Form.module.css";
import type { ControlProps } from "./ControlFor";
import { JsonControl } from "./JsonControl";
import { Besides, SchemaRows } from "./SchemaRows";

const text = messages.schema;

/** A JSON Schema: as rows of fields where they can show it, and as JSON. `of`: what of the payload it describes. */
export function SchemaControl(props: ControlProps & { of: string }) {
  const { label, value, onChange } = props;
  const written = value ?? {};
  const beyond = beyondRows(written);
  const [wanted, setWanted] = useState<"fields" | "json">("fields");
  // What is wrong with a text holds while that is shown: an edit from outside replaces it.
  const [told, setTold] = useState<{ fault: string; of: unknown } | null>(null);
  const fault = told && sameJson(told.of, value) ? told.fault : null;
  const view = beyond ? "json" : wanted;
  const schema = asRecord(written);
  // A schema of nothing at all is none.
  const change = (next: Written) => onChange(rowsOf(next).length > 0 || hasMore(next) ? next : undefined);
  const isEmpty = value === undefined || value === null;
  return (
    <Stack gap={6}>
      <Group justify="flex-end">
        <SegmentedControl
          size="xs"
          aria-label={text.viewOf(label)}
          data={[
            { value: "fields", label: text.views.fields, disabled: beyond !== null || fault !== null },
            { value: "json", label: text.views.json },
          ]}
          value={view}
          onChange={(next) => setWanted(next === "json" ? "json" : "fields")}
        />
      </Group>
      {view === "fields" ? (
        <>
          {isEmpty ? (
            <Text size="xs" c="dimmed">
              {text.empty}
            </Text>
          ) : null}
          <SchemaRows
            id={props.id}
            schema={schema}
            onChange={change}
            beside={<FromLast of={props.of} schema={schema} onChange={change} />}
          />
          {isEmpty ? null : (
            <Checkbox
              size="xs"
              label={text.closed}
              checked={schema.additionalProperties === false}
              onChange={({ currentTarget }) =>
                change(withKeyword(schema, "additionalProperties", currentTarget.checked ? false : undefined))
              }
            />
          )}
          <Besides schema={withKeyword(schema, "additionalProperties", undefined)} />
        </>
      ) : (
        <>
          {beyond || fault ? (
            <Text size="xs" c="dimmed">
              {fault ? text.jsonFirst : beyond}
            </Text>
          ) : null}
          <JsonControl
            {...props}
            onFault={(found) => {
              // It stays what it is written in, also once rows could show it.
              setWanted("json");
              setTold(found === null ? null : { fault: found, of: value });
            }}
          />
        </>
      )}
    </Stack>
  );
}

/** Takes the fields of what the trigger received last, beside those that are there. */
function FromLast({
  of,
  schema,
  onChange,
}: {
  of: string;
  schema: Written;
  onChange: (schema: Written) => void;
}) {
  const { workflowId } = useBuilderContext();
  const { nodeKey = "" } = useForm();
  const [said, setSaid] = useState<string | null>(null);
  const last = useMutation({
    mutationFn: () => loadLastReceived(workflowId, nodeKey),
    onError: notifyError,
    onSuccess: (payload) => {
      const received = asRecord(payload)[of];
      const next = withFieldsOf(schema, received);
      const isSame = sameJson(next, schema);
      setSaid(received === undefined ? text.noneYet : isSame ? text.nothingNew : null);
      if (received !== undefined && !isSame) onChange(next);
    },
  });
  return (
    <>
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconHistory size={13} />}
        loading={last.isPending}
        onClick={() => last.mutate()}
      >
        {text.fromLast}
      </Button>
      {said ? (
        <Text size="xs" className={styles.warning} role="status">
          {said}
        </Text>
      ) : null}
    </>
  );
}

function hasMore(schema: Written): boolean {
  return Object.keys(schema).some((name) => name !== "type" && name !== "properties");
}
