import { Button, Group, Stack } from "@mantine/core";
import { IconArrowLeft, IconPlayerTrackNext } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { RunErrorAlert } from "@/components/RunErrorAlert";
import { ValueSection } from "@/components/RunDetails";
import type { Definition, Execution } from "@/lib/api/types";
import { loopsAround } from "@/lib/graph/body";
import { definitionOf, indexDefinitions } from "@/lib/graph/family";
import { failedRun, type NodeOutcome } from "@/lib/graph/outcomes";
import { unreachedNodes } from "@/lib/graph/unreached";
import { messages } from "@/lib/messages";
import { runStart } from "@/lib/run-start";
import { chosenOutcomes } from "./canvas/run-elements";
import { RunCanvas } from "./canvas/RunCanvas";
import { RecordNotes } from "./components/RecordNotes";
import { ErrorWorkflowRun, ParentRunLink } from "./components/RelatedRuns";
import { RunHeader, type Shown } from "./components/RunHeader";
import { RunTimeline } from "./components/RunTimeline";
import { SelectedStep } from "./components/SelectedStep";
import { StepList } from "./components/StepList";
import { Waits } from "./components/Waits";
import { momentOf } from "./playback/moments";
import { PlaybackBar } from "./playback/PlaybackBar";
import { RunViewContext, useRunView } from "./run-view";
import { useRunCommands } from "./use-run-commands";
import { useRunViewState } from "./use-run-view-state";
import { ShowMore } from "./whole/ShowMore";
import styles from "./ExecutionView.module.css";

const text = messages.execution;

interface Props {
  execution: Execution;
  seenAt: number;
  definitions: readonly Definition[];
}

interface Selection {
  selectedKey: string | null;
  /** Whether it was selected elsewhere than on the canvas, which then leads to it. */
  sought: boolean;
}

const NOTHING: Selection = { selectedKey: null, sought: false };

export function ExecutionView({ execution, seenAt, definitions }: Props) {
  const [{ selectedKey, sought }, setSelection] = useState<Selection>(NOTHING);
  const [shown, setShown] = useState<Shown>("graph");
  const view = useRunViewState(execution, seenAt);
  const { graph, chosen, collapsed, toggleCollapsed } = view;
  const seek = useCallback(
    (key: string) => {
      const node = graph.nodes.find((one) => one.key === key);
      for (const { id } of node ? loopsAround(graph, node.id) : [])
        if (collapsed.has(id)) toggleCollapsed(id);
      setSelection({ selectedKey: key, sought: true });
    },
    [graph, collapsed, toggleCollapsed],
  );
  const { runs } = view.playback;
  const recorded = useMemo(() => chosenOutcomes(graph, runs, chosen), [graph, runs, chosen]);
  const unreached = useMemo(
    () => unreachedNodes(graph, view.status, recorded),
    [graph, view.status, recorded],
  );
  const outcomes = useMemo(
    () => new Map([...recorded].filter(([key]) => !unreached.has(key))),
    [recorded, unreached],
  );
  const index = useMemo(() => indexDefinitions(definitions), [definitions]);
  useRunCommands(graph, index, seek);
  const selected = graph.nodes.find(({ key }) => key === selectedKey);
  return (
    <RunViewContext value={view}>
      <div className={styles.view}>
        <RunHeader shown={shown} onShow={setShown} />
        <RecordNotes execution={execution} />
        <div className={styles.work}>
          <main className={styles.center}>
            <div className={styles.canvas}>
              {shown === "graph" ? (
                <RunCanvas
                  outcomes={outcomes}
                  unreached={unreached}
                  definitions={index}
                  selectedKey={selectedKey}
                  soughtKey={sought ? selectedKey : null}
                  onSelect={(key) => setSelection({ selectedKey: key, sought: false })}
                />
              ) : (
                <RunTimeline outcomes={outcomes} selectedKey={selectedKey} onSelect={seek} />
              )}
            </div>
            <PlaybackBar />
          </main>
          <aside className={styles.panel} aria-label={text.details}>
            {selected ? (
              <>
                <Group justify="space-between" mb="xs">
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    leftSection={<IconArrowLeft size={13} />}
                    onClick={() => setSelection(NOTHING)}
                  >
                    {text.nodes}
                  </Button>
                  <JumpButton nodeKey={selected.key} />
                </Group>
                <SelectedStep
                  key={selected.key}
                  node={selected}
                  definition={definitionOf(selected, index)}
                  outcome={outcomes.get(selected.key)}
                  none={unreached.has(selected.key) ? text.notReached : undefined}
                />
              </>
            ) : (
              <Overview outcomes={outcomes} onSelect={seek} />
            )}
          </aside>
        </div>
      </div>
    </RunViewContext>
  );
}

interface OverviewProps {
  outcomes: ReadonlyMap<string, NodeOutcome>;
  onSelect: (key: string) => void;
}

/** The whole run: its steps in time, what started it, and how it ended. */
function Overview({ outcomes, onSelect }: OverviewProps) {
  const { execution, graph } = useRunView();
  const { error, input, output, status, nodes } = execution;
  const failed = graph.nodes.find(({ key }) => key === failedRun(nodes)?.key);
  const start = runStart(execution);
  return (
    <Stack gap="sm">
      {error ? (
        <RunErrorAlert error={error} color={status === "cancelled" ? "gray" : "red"}>
          {failed ? (
            <Button variant="default" size="compact-xs" mt={6} onClick={() => onSelect(failed.key)}>
              {messages.runErrors.failedStep(failed.name || failed.key)}
            </Button>
          ) : null}
        </RunErrorAlert>
      ) : null}
      <ErrorWorkflowRun />
      <ParentRunLink />
      <Waits />
      <StepList outcomes={outcomes} onSelect={onSelect} />
      <ShowMore keys={null} />
      {start ? (
        <ValueSection label={text.startInput} value={start.payload} root="$trigger" />
      ) : (
        <ValueSection label={text.startInput} value={input} />
      )}
      {status === "succeeded" ? <ValueSection label={text.result} value={output} /> : null}
    </Stack>
  );
}

/** Shows the run at the moment at which a node's last run ended. */
function JumpButton({ nodeKey }: { nodeKey: string }) {
  const { execution, playback } = useRunView();
  const run = execution.nodes.findLast(({ key }) => key === nodeKey);
  const moment = run ? momentOf(playback.moments, run) : -1;
  if (moment === -1) return null;
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      leftSection={<IconPlayerTrackNext size={13} />}
      onClick={() => playback.go(moment)}
    >
      {messages.playback.goTo}
    </Button>
  );
}
