import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Group,
  List,
  SegmentedControl,
  Stack,
  Text,
  Tooltip,
} from "@mantine/core";
import { IconAlertTriangle, IconArrowLeft, IconSchema } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { RunInspector } from "@/components/RunInspector";
import { RunErrorAlert } from "@/components/RunErrorAlert";
import { ValueSection } from "@/components/RunDetails";
import { ExecutionStatusBadge } from "@/components/StatusBadge";
import type { Definition, Execution } from "@/lib/api/types";
import { indexDefinitions } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { formatDateTime, formatDuration } from "@/lib/time";
import type { NodeOutcome } from "@/lib/graph/outcomes";
import { chosenOutcomes } from "./canvas/run-elements";
import { RunCanvas } from "./canvas/RunCanvas";
import { CancelButton } from "./components/CancelButton";
import { RunAgainButton } from "./components/RunAgainButton";
import { RunTimeline } from "./components/RunTimeline";
import { RunViewContext, useRunView } from "./run-view";
import { useRunViewState } from "./use-run-view-state";
import { Waits } from "./components/Waits";
import { StepList } from "./components/StepList";
import styles from "./ExecutionView.module.css";

const text = messages.execution;

/** What fills the page: the graph of the run's version, or the steps in time. */
type Shown = "graph" | "timeline";

interface HeaderProps {
  execution: Execution;
  shown: Shown;
  onShow: (shown: Shown) => void;
}

interface Props {
  execution: Execution;
  seenAt: number;
  definitions: readonly Definition[];
}

export function ExecutionView({ execution, seenAt, definitions }: Props) {
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>("graph");
  const view = useRunViewState(execution, seenAt);
  const { graph, chosen } = view;
  const outcomes = useMemo(
    () => chosenOutcomes(graph, execution.nodes, chosen),
    [graph, execution.nodes, chosen],
  );
  const index = useMemo(() => indexDefinitions(definitions), [definitions]);
  const selected = graph.nodes.find(({ key }) => key === selectedKey);
  return (
    <RunViewContext value={view}>
      <div className={styles.view}>
        <Header execution={execution} shown={shown} onShow={setShown} />
        {execution.diverged ? <Divergence execution={execution} /> : null}
        <div className={styles.work}>
          <main className={styles.canvas}>
            {shown === "graph" ? (
              <RunCanvas
                outcomes={outcomes}
                definitions={index}
                selectedKey={selectedKey}
                onSelect={setSelectedKey}
              />
            ) : (
              <RunTimeline outcomes={outcomes} selectedKey={selectedKey} onSelect={setSelectedKey} />
            )}
          </main>
          <aside className={styles.panel} aria-label={text.details}>
            {selected ? (
              <>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  leftSection={<IconArrowLeft size={13} />}
                  mb="xs"
                  onClick={() => setSelectedKey(null)}
                >
                  {text.nodes}
                </Button>
                <RunInspector
                  key={selected.key}
                  name={selected.name || selected.key}
                  outcome={outcomes.get(selected.key)}
                />
              </>
            ) : (
              <Overview outcomes={outcomes} onSelect={setSelectedKey} />
            )}
          </aside>
        </div>
      </div>
    </RunViewContext>
  );
}

function Header({ execution, shown, onShow }: HeaderProps) {
  const { status, started_at, duration_ms, version } = execution;
  return (
    <div className={styles.header}>
      <Tooltip label={text.back}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text.back}
          renderRoot={(props) => <Link to="/executions" {...props} />}
        >
          <IconArrowLeft size={17} />
        </ActionIcon>
      </Tooltip>
      <Text fw={600} truncate>
        {execution.workflow_name}
      </Text>
      <ExecutionStatusBadge status={status} />
      {execution.express ? (
        <Tooltip label={text.expressHint}>
          <Badge variant="outline" color="gray" tabIndex={0}>
            {text.express}
          </Badge>
        </Tooltip>
      ) : null}
      <Text size="xs" c="dimmed" truncate className="numeric">
        {formatDateTime(started_at)}
        {duration_ms === null || duration_ms === undefined ? null : ` · ${formatDuration(duration_ms)}`}
        {version === null ? null : ` · ${messages.versions.version(version)}`}
      </Text>
      <Group gap={6} ml="auto" wrap="nowrap">
        <SegmentedControl
          size="xs"
          aria-label={text.view}
          data={[
            { value: "graph", label: text.graph },
            { value: "timeline", label: text.timeline },
          ]}
          value={shown}
          onChange={(next) => onShow(next === "timeline" ? "timeline" : "graph")}
        />
        {status === "running" && !execution.express ? <CancelButton executionId={execution.id} /> : null}
        <RunAgainButton execution={execution} />
        <Button
          variant="default"
          leftSection={<IconSchema size={14} />}
          renderRoot={(props) => (
            <Link to="/workflows/$workflowId" params={{ workflowId: execution.workflow_id }} {...props} />
          )}
        >
          {text.openWorkflow}
        </Button>
      </Group>
    </div>
  );
}

function Divergence({ execution: { divergences, nodes } }: { execution: Execution }) {
  const lost = nodes.length === 0;
  return (
    <Alert
      color="orange"
      radius={0}
      py="xs"
      role="alert"
      icon={<IconAlertTriangle size={16} />}
      title={lost ? text.lostTitle : text.divergedTitle}
    >
      <Text size="sm">{lost ? text.lostText : text.divergedText}</Text>
      <List size="sm">
        {divergences.map((divergence) => (
          <List.Item key={divergence}>{divergence}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

interface OverviewProps {
  outcomes: ReadonlyMap<string, NodeOutcome>;
  onSelect: (key: string) => void;
}

/** The whole run: its steps in time, what started it, and how it ended. */
function Overview({ outcomes, onSelect }: OverviewProps) {
  const { execution } = useRunView();
  const { error, input, output, status } = execution;
  return (
    <Stack gap="sm">
      {error ? <RunErrorAlert error={error} color={status === "cancelled" ? "gray" : "red"} /> : null}
      <Waits />
      <StepList outcomes={outcomes} onSelect={onSelect} />
      <ValueSection label={text.startInput} value={input} />
      {status === "succeeded" ? <ValueSection label={text.result} value={output} /> : null}
    </Stack>
  );
}
