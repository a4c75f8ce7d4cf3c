import { ActionIcon, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconChartBar, IconRefresh, IconX } from "@tabler/icons-react";
import { Panel } from "@xyflow/react";
import { useMemo, useState } from "react";
import { ExecutionStatusBadge } from "@/components/StatusBadge";
import { Timeline } from "@/components/timeline/Timeline";
import { outcomesOf } from "@/lib/graph/outcomes";
import { axisOf, timelineOf } from "@/lib/graph/run-times";
import { messages } from "@/lib/messages";
import { elapsed, formatDuration } from "@/lib/time";
import { useReveal } from "../hooks/use-reveal";
import { Refused } from "../refusal/Refused";
import { useBuilder, useBuilderContext, useTesting } from "../state/context";
import { LeftOut } from "./LeftOut";
import { RunDataNotice } from "./RunDataNotice";
import { sampled } from "./stand-in";
import { standsAt } from "./stands-at";
import { useLastTest } from "./use-last-test";
import { useRefused } from "./use-refused";
import { useRunData } from "./use-run-data";
import { useRunTo } from "./use-run-to";
import { useTestMarks } from "./use-test-marks";
import type { TestRun } from "./test-store";
import { TestFailure } from "./TestFailure";
import styles from "./Testing.module.css";

const text = messages.test;

/** How the last test run ended, over the canvas that shows its steps. */
export function TestBar() {
  const last = useLastTest();
  const { tests } = useBuilderContext();
  const runData = useTesting((state) => state.runData);
  const refused = useTesting((state) => state.refused);
  const dropRunData = useRunData();
  return (
    <Panel position="top-center">
      <Stack gap={6} align="center">
        {runData ? <RunDataNotice data={runData} onDrop={dropRunData} /> : null}
        {last ? <LastTest run={last} /> : null}
        {refused.length > 0 ? (
          <div className={styles.problems}>
            <Refused title={text.refused} problems={refused}>
              <Button size="compact-xs" variant="subtle" onClick={() => tests.getState().refuse([])}>
                {text.hideProblems}
              </Button>
            </Refused>
          </div>
        ) : null}
      </Stack>
    </Panel>
  );
}

function LastTest({ run }: { run: TestRun }) {
  const { result, graph } = run;
  const { tests } = useBuilderContext();
  const [timeline, setTimeline] = useState(false);
  const marks = useTestMarks();
  const standing = useBuilder(({ document }) => standsAt(result, document.graph.nodes, graph.nodes));
  const stale = [...marks.nodes.values()].filter((node) => node.stale !== null).length;
  const again = useRunTo(null, useRefused());
  return (
    <>
      <Group gap={8} className={styles.bar} role="status" aria-label={text.lastTest} wrap="nowrap">
        {result.status ? (
          <ExecutionStatusBadge status={result.status} />
        ) : (
          <Text size="xs" fw={600}>
            {standing}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="numeric">
          {formatDuration(elapsed(result.startedAt, result.endedAt))}
          {stale > 0 ? ` · ${text.stale(stale)}` : ""}
        </Text>
        <Sampled run={run} />
        {result.error && result.status ? <TestFailure run={run} /> : null}
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconRefresh size={13} />}
          loading={again.pending}
          disabled={!again.possible}
          onClick={again.runTo}
        >
          {text.again}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconChartBar size={13} />}
          onClick={() => setTimeline(true)}
        >
          {messages.execution.timeline}
        </Button>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={text.clear}
          title={text.clear}
          onClick={() => tests.getState().clear()}
        >
          <IconX size={14} />
        </ActionIcon>
      </Group>
      <div className={styles.note}>
        <LeftOut result={result} />
      </div>
      <Modal
        opened={timeline}
        onClose={() => setTimeline(false)}
        title={messages.execution.timeline}
        size="80%"
      >
        <TestTimeline run={{ result, graph }} onSelect={() => setTimeline(false)} />
      </Modal>
    </>
  );
}

/** That a sample stood in for steps, and which: such a test has sent nothing. */
function Sampled({ run: { result, graph } }: { run: TestRun }) {
  const keys = sampled(result.nodes);
  if (keys.size === 0) return null;
  const names = graph.nodes.filter(({ key }) => keys.has(key)).map(({ name, key }) => name || key);
  return (
    <Text size="xs" c="var(--sw-accent)" title={messages.sampledHint(names.join(", "))}>
      {messages.sampled(keys.size)}
    </Text>
  );
}

interface TimelineProps {
  run: Pick<TestRun, "result" | "graph">;
  onSelect: () => void;
}

function TestTimeline({ run: { result, graph }, onSelect }: TimelineProps) {
  const { store } = useBuilderContext();
  const reveal = useReveal();
  const { rows, axis } = useMemo(() => {
    const axisOfRun = axisOf(result.startedAt, result.endedAt, 0);
    return { rows: timelineOf(graph, outcomesOf(result.nodes), axisOfRun.to), axis: axisOfRun };
  }, [result, graph]);
  const select = (key: string) => {
    const node = store.getState().document.graph.nodes.find((each) => each.key === key);
    if (!node) return;
    store.getState().select([node.id]);
    reveal(node.id);
    onSelect();
  };
  return (
    <div className={styles.timeline}>
      <Timeline
        label={messages.execution.timeline}
        rows={rows}
        axis={axis}
        selected={null}
        onSelect={select}
      />
    </div>
  );
}
