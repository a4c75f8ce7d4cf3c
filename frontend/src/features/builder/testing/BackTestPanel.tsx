import { Alert, Anchor, Badge, Button, Card, Code, Group, NumberInput, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { BackTestReport } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { handleLabel } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { useBackTest } from "../api/use-back-test";
import { useWorkbench } from "../actions/workbench";
import { notifyUnlessListed, problemsOf } from "../refusal/problems";
import { Refused } from "../refusal/Refused";
import { useBuilder, useTesting } from "../state/context";

const text = messages.backTest;
const FIRST_COUNT = 100;
const MOST = 1000;

/** What the draft would have done with the runs that there were: nothing is called, recorded answers stand in. */
export function BackTestPanel({ onLeave }: { onLeave: () => void }) {
  const [count, setCount] = useState(FIRST_COUNT);
  const backTest = useBackTest();
  const tested = useTesting((state) => state.backTest);
  const isCurrent = useBuilder((state) => state.document.graph === tested?.graph);
  const { open } = useWorkbench();
  const problems = problemsOf(backTest.error);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {text.hint}
      </Text>
      <Group align="flex-end" gap="xs">
        <NumberInput
          size="xs"
          w={120}
          label={text.count}
          min={1}
          max={MOST}
          allowDecimal={false}
          value={count}
          onChange={(next) => setCount(Math.min(MOST, Math.max(1, Number(next) || 1)))}
        />
        <Button
          size="xs"
          loading={backTest.isPending}
          onClick={() => backTest.mutate(count, { onError: notifyUnlessListed })}
        >
          {text.run}
        </Button>
      </Group>
      {problems.length > 0 ? (
        <Refused title={messages.test.refused} problems={problems} onPick={onLeave} />
      ) : null}
      {tested && !isCurrent ? (
        <Alert color="yellow" p="xs">
          {text.changed}
        </Alert>
      ) : null}
      {tested ? (
        <>
          <Report report={tested.report} nodes={tested.graph.nodes} />
          <Button variant="light" w="fit-content" onClick={() => open("publish")}>
            {text.publish}
          </Button>
        </>
      ) : null}
    </Stack>
  );
}

interface ReportProps {
  report: BackTestReport;
  /** Of the drawing that was tested: the report names them by their keys in it. */
  nodes: readonly FlatNode[];
}

function Report({ report: { examined, complete, counts, groups }, nodes }: ReportProps) {
  const nameOf = (key: string) => nodes.find((node) => node.key === key)?.name || key;
  /** A way by its label; every other value as JSON. */
  const shown = (key: string | null, field: string, value: unknown) => {
    const node = field === "handle" ? nodes.find((each) => each.key === key) : undefined;
    return (node && typeof value === "string" && handleLabel(node, value)) || JSON.stringify(value);
  };
  if (examined === 0) return <Text size="sm">{text.noRuns}</Text>;
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600}>
        {text.same(counts.same ?? 0, examined)}
      </Text>
      {complete ? null : (
        <Alert color="orange" p="xs">
          {text.incomplete}
        </Alert>
      )}
      {groups.map(({ outcome, node, field, count, first, executions }) => (
        <Card key={`${outcome} ${node} ${field}`} withBorder padding="xs">
          <Group gap="xs" wrap="nowrap">
            <Badge color={outcome === "fails" ? "red" : "orange"}>{text.outcomes[outcome]}</Badge>
            <Text size="sm" flex={1} truncate>
              {node === null ? text.run : nameOf(node)} ·{" "}
              {field === "handle" ? messages.execution.handle : field}
            </Text>
            <Text size="sm" c="dimmed" className="numeric">
              {text.times(count)}
            </Text>
          </Group>
          <Text size="xs" mt={4}>
            {text.recorded} <Code>{shown(node, field, first.recorded)}</Code>
          </Text>
          <Text size="xs">
            {text.now} <Code>{shown(node, field, first.now)}</Code>
          </Text>
          {executions[0] === undefined ? null : (
            <Anchor
              size="xs"
              renderRoot={(props) => (
                <Link
                  to="/executions/$executionId"
                  params={{ executionId: executions[0] ?? "" }}
                  {...props}
                />
              )}
            >
              {text.open}
            </Anchor>
          )}
        </Card>
      ))}
    </Stack>
  );
}
