import { Select, type SelectProps, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { chosenWorkflowQuery, foundWorkflowsQuery } from "@/lib/api/queries";
import type { WorkflowSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const TYPING_MS = 200;

type Named = Pick<WorkflowSummary, "name" | "description" | "live_version">;

interface Props extends Omit<SelectProps, "data" | "value" | "onChange" | "filter" | "searchable"> {
  /** Id of the chosen workflow. */
  value: string | null;
  onChange: (id: string | null) => void;
  labelOf?: (workflow: Named) => string;
}

/** Chooses a workflow: what is typed is looked for on the server, which knows all of them. */
export function WorkflowSelect({ value, onChange, labelOf = ({ name }) => name, ...props }: Props) {
  const [typed, setTyped] = useState("");
  const chosen = useQuery(chosenWorkflowQuery(value));
  // One that is gone, or whose name is on its way, keeps its place by its id.
  const chosenLabel = value === null ? "" : chosen.data ? labelOf(chosen.data) : value;
  // As long as nobody types, the field holds the name of what is chosen: then all are offered.
  const [q] = useDebouncedValue(typed === chosenLabel ? "" : typed.trim(), TYPING_MS);
  const found = useQuery(foundWorkflowsQuery(q));
  const offered = new Map<string, Named>(found.data?.map((workflow) => [workflow.id, workflow]));
  const options = [...offered].map(([id, workflow]) => ({ value: id, label: labelOf(workflow) }));
  if (value !== null && !offered.has(value)) options.unshift({ value, label: chosenLabel });
  return (
    <Select
      size="xs"
      {...props}
      searchable
      // The server has found them, by their descriptions too; what is chosen may not be among them.
      filter={({ options: all }) => all.filter((option) => "value" in option && offered.has(option.value))}
      nothingFoundMessage={found.isFetching ? messages.common.loading : messages.common.noWorkflow}
      renderOption={({ option, checked }) => (
        <div style={{ minWidth: 0 }}>
          <Text size="xs" fw={checked ? 600 : 400}>
            {option.label}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {offered.get(option.value)?.description}
          </Text>
        </div>
      )}
      data={options}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
    />
  );
}
