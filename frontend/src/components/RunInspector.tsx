import { Group, SegmentedControl, Select, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { RunDetails } from "./RunDetails";
import { NodeStatusBadge } from "./StatusBadge";
import type { NodeRun } from "@/lib/api/types";
import type { NodeOutcome } from "@/lib/graph/outcomes";
import { messages } from "@/lib/messages";

const text = messages.execution;
/** Options drawn at once: the others are found by their number. */
const SHOWN = 100;

interface Props {
  name: string;
  outcome: NodeOutcome | undefined;
  /** Which item an iteration had, in a few words; null where that is not known. */
  itemOf?: (iteration: string) => string | null;
  /** Why there is no run of it, where that is known. */
  none?: string | undefined;
  /** Below the choice of an iteration: how to get at others. */
  more?: ReactNode;
  renderRun?: (run: NodeRun) => ReactNode;
  /** In place of a run's status, where that is not the whole truth. */
  renderStatus?: (run: NodeRun) => ReactNode;
}

/** What went into a node and what came out, iteration by iteration and attempt by attempt. */
export function RunInspector({ name, outcome, itemOf, none, more, renderRun, renderStatus }: Props) {
  const [iteration, setIteration] = useState<string | null>(null);
  const [attempt, setAttempt] = useState<number | null>(null);
  const runs = outcome?.runs ?? [];
  const iterations = finalStatuses(runs);
  const shown = iteration !== null && iterations.has(iteration) ? iteration : outcome?.last.iteration;
  const attempts = runs.filter((run) => run.iteration === shown);
  const run = attempts.find((each) => each.attempt === attempt) ?? attempts.at(-1);
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} lineClamp={1}>
          {name}
        </Title>
        {run ? (renderStatus?.(run) ?? <NodeStatusBadge status={run.status} />) : null}
      </Group>
      {iterations.size > 1 ? (
        <Select
          size="xs"
          searchable
          allowDeselect={false}
          limit={SHOWN}
          label={text.iterations}
          data={[...iterations].map(([path, status]) => ({
            value: path,
            label: text.iterationLabel(
              path,
              messages.nodeStatus[status].toLowerCase(),
              itemOf?.(path) ?? null,
            ),
          }))}
          value={shown ?? null}
          onChange={(next) => {
            setIteration(next);
            setAttempt(null);
          }}
        />
      ) : null}
      {more}
      {attempts.length > 1 ? (
        <SegmentedControl
          size="xs"
          aria-label={text.attempts}
          data={attempts.map((each) => ({
            value: String(each.attempt),
            label: text.attempt(each.attempt + 1),
          }))}
          value={String(run?.attempt)}
          onChange={(next) => setAttempt(Number(next))}
        />
      ) : null}
      {run ? (
        (renderRun?.(run) ?? <RunDetails run={run} />)
      ) : (
        <Text size="sm">{none ?? messages.nodeStatus.pending}</Text>
      )}
    </Stack>
  );
}

/** How each iteration ended, by its path; the attempts of one come in order. */
function finalStatuses(runs: readonly NodeRun[]): Map<string, NodeRun["status"]> {
  return new Map(runs.map(({ iteration, status }) => [iteration, status]));
}
