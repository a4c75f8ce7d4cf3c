import { Alert, Button, Select, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { DataView } from "@/components/data/DataView";
import { dragPath } from "@/components/data/drag";
import { definitionOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { notifyInfo } from "@/lib/notify";
import { expressionOf } from "@/lib/path";
import { isBare } from "../expression/bare";
import type { ScopeName } from "../expression/scope";
import { fieldsOf, helpOf, summaryOf } from "../expression/shape";
import { useForm } from "../form/form-context";
import { effectiveOutput } from "../expression/output-schema";
import { useBuilderContext } from "../state/context";
import styles from "./Detail.module.css";

const text = messages.detail;

/** What the node may read, one source at a time: its rows are dragged, or put, into the fields of the form. */
export function InputPane() {
  const { scopeOf, put, literal } = useForm();
  const [chosen, setChosen] = useState<string | null>(null);
  const { names } = scopeOf("config");
  const first = names.find(({ shape }) => (shape.value ?? null) !== null) ?? names[0];
  const shown = names.find(({ name }) => name === chosen) ?? first;
  const pick = (reference: string) => {
    if (!put(reference)) notifyInfo(text.noTarget);
  };
  // What is fixed before any run has nothing to read.
  if (literal)
    return (
      <Stack gap="sm">
        <Title order={3}>{text.input}</Title>
        <Text size="sm" c="dimmed">
          {text.noInput}
        </Text>
      </Stack>
    );
  return (
    <Stack gap="sm">
      <Title order={3}>{text.input}</Title>
      <Select
        size="xs"
        searchable
        allowDeselect={false}
        aria-label={text.source}
        data={names.map(({ name, source }) => ({ value: name, label: text.sourceLabel(`$${name}`, source) }))}
        value={shown?.name ?? null}
        onChange={setChosen}
      />
      {shown ? <Source key={shown.name} source={shown} onPick={pick} /> : null}
      {shown ? <GiveData source={shown} /> : null}
    </Stack>
  );
}

/** Of a trigger of whose data nothing is known yet: where it is given. */
function GiveData({ source: { node, shape } }: { source: ScopeName }) {
  const { store, definitions } = useBuilderContext();
  if (node?.type !== "trigger") return null;
  const schema = effectiveOutput(node, definitionOf(node, definitions));
  if (!isBare(shape.value, schema)) return null;
  return (
    <Alert color="indigo" p="xs" title={text.bare}>
      <Text size="sm">{text.bareHint(node.name || node.key)}</Text>
      <Button size="compact-sm" mt={6} onClick={() => store.getState().showDetail(node.id)}>
        {text.giveData}
      </Button>
    </Alert>
  );
}

function Source({ source, onPick }: { source: ScopeName; onPick: (reference: string) => void }) {
  const { name, shape } = source;
  if (shape.value === null) return <Text size="sm">{text.skipped}</Text>;
  if (shape.value === undefined) return <Known source={source} onPick={onPick} />;
  return (
    <>
      <DataView value={shape.value} label={`$${name}`} root={`$${name}`} draggable onPick={onPick} />
      <Text size="xs" c="dimmed">
        {text.hint}
      </Text>
    </>
  );
}

/** What the definition tells of a value that was never seen. */
function Known({ source, onPick }: { source: ScopeName; onPick: (reference: string) => void }) {
  const root = `$${source.name}`;
  const fields = fieldsOf(source.shape).map(({ name, shape }) => ({
    ...{ name, reference: expressionOf(root, [name]) },
    ...{ type: summaryOf(shape), help: helpOf(shape) },
  }));
  return (
    <>
      <Text size="sm" c="dimmed">
        {text.notSeen}
      </Text>
      {[{ name: root, reference: root, type: "", help: undefined }, ...fields].map(
        ({ name, reference, type, help }) => (
          <UnstyledButton
            key={reference}
            className={styles.known}
            draggable
            onDragStart={(event) => dragPath(event, reference)}
            onClick={() => onPick(reference)}
          >
            <code>{name}</code> <span>{type}</span>
            {help ? <small>{help}</small> : null}
          </UnstyledButton>
        ),
      )}
    </>
  );
}
