import { Button, Group, Select, Switch, TextInput, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { SearchInput } from "@/components/SearchInput";
import { WorkflowSelect } from "@/components/WorkflowSelect";
import { messages } from "@/lib/messages";
import { fromLocalInput, toLocalInput } from "@/lib/time";
import { filterChoicesQuery } from "../api/filter-choices";
import { type ExecutionFilters, isFiltered, type Span } from "./filters";

const text = messages.executions;
const SPANS = Object.entries(text.within).map(([value, label]) => ({ value, label }));
const BETWEEN = "between";

type Change = { [Name in keyof ExecutionFilters]?: ExecutionFilters[Name] | undefined };

interface Props {
  filters: ExecutionFilters;
  onChange: (change: Change) => void;
  onClear: () => void;
}

/** Which executions are listed, all but their status. */
export function FilterBar({ filters, onChange, onClear }: Props) {
  const { workflow, version, trigger, within, from, to, waiting, diverged } = filters;
  const choices = useQuery(filterChoicesQuery(workflow)).data;
  const [between, setBetween] = useState(from !== undefined || to !== undefined);
  const span = within ?? (between || from || to ? BETWEEN : null);
  const pickSpan = (next: string | null) => {
    setBetween(next === BETWEEN);
    onChange({
      within: next === null || next === BETWEEN ? undefined : (next as Span),
      from: undefined,
      to: undefined,
    });
  };
  return (
    <Group gap="xs" mb="xs">
      <SearchInput
        width={210}
        label={text.searchLabel}
        placeholder={text.search}
        value={filters.q ?? ""}
        onChange={(q) => onChange({ q: q || undefined })}
      />
      <WorkflowSelect
        w={220}
        clearable
        placeholder={text.allWorkflows}
        aria-label={text.workflow}
        value={workflow ?? null}
        onChange={(next) => onChange({ workflow: next ?? undefined, version: undefined, trigger: undefined })}
      />
      {workflow ? (
        <>
          <Select
            size="xs"
            w={130}
            clearable
            searchable
            placeholder={text.anyVersion}
            aria-label={text.version}
            data={withChosen(choices?.versions.map(String), version?.toString()).map((value) => ({
              value,
              label: messages.versions.version(Number(value)),
            }))}
            value={version?.toString() ?? null}
            onChange={(next) => onChange({ version: next ? Number(next) : undefined })}
          />
          <Select
            size="xs"
            w={140}
            clearable
            placeholder={text.anyTrigger}
            aria-label={text.trigger}
            data={withChosen([...(choices?.triggers.keys() ?? [])], trigger).map((value) => ({
              value,
              label: choices?.triggers.get(value) ?? value,
            }))}
            value={trigger ?? null}
            onChange={(next) => onChange({ trigger: next ?? undefined })}
          />
        </>
      ) : null}
      <Select
        size="xs"
        w={150}
        clearable
        placeholder={text.anyTime}
        aria-label={text.started}
        data={[...SPANS, { value: BETWEEN, label: text.between }]}
        value={span}
        onChange={pickSpan}
      />
      {span === BETWEEN ? (
        <>
          <Moment label={text.from} value={from} onChange={(next) => onChange({ from: next })} />
          <Moment label={text.to} value={to} onChange={(next) => onChange({ to: next })} />
        </>
      ) : null}
      <Toggle
        label={text.waiting}
        hint={text.waitingHint}
        on={waiting}
        onChange={(on) => onChange({ waiting: on })}
      />
      <Toggle
        label={text.diverged}
        hint={text.divergedHint}
        on={diverged}
        onChange={(on) => onChange({ diverged: on })}
      />
      {isFiltered(filters) ? (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => {
            setBetween(false);
            onClear();
          }}
        >
          {text.clear}
        </Button>
      ) : null}
    </Group>
  );
}

/** The choices there are, and the one made: it may be of a version that is not among the newest. */
function withChosen(choices: readonly string[] = [], chosen: string | undefined): string[] {
  return chosen === undefined || choices.includes(chosen) ? [...choices] : [...choices, chosen];
}

interface ToggleProps {
  label: string;
  /** What is found by it. */
  hint: string;
  on: true | undefined;
  onChange: (on: true | undefined) => void;
}

function Toggle({ label, hint, on, onChange }: ToggleProps) {
  return (
    <Tooltip label={hint} refProp="rootRef" multiline maw={320}>
      <Switch
        size="xs"
        label={label}
        aria-description={hint}
        checked={on ?? false}
        onChange={({ currentTarget }) => onChange(currentTarget.checked || undefined)}
      />
    </Tooltip>
  );
}

interface MomentProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Moment({ label, value, onChange }: MomentProps) {
  return (
    <TextInput
      size="xs"
      w={180}
      type="datetime-local"
      aria-label={label}
      title={label}
      value={value ? toLocalInput(value) : ""}
      onChange={({ currentTarget }) => onChange(fromLocalInput(currentTarget.value))}
    />
  );
}
