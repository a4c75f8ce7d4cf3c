import { Alert, Button, Group, Select, Stack, Switch, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { parseJson } from "@/lib/json";
import { messages } from "@/lib/messages";
import { namedApart } from "../panels/named-apart";
import { notifyUnlessListed, problemsOf } from "../refusal/problems";
import { Refused } from "../refusal/Refused";
import { useBuilder, useBuilderContext, useTesting } from "../state/context";
import { LeftOut } from "./LeftOut";
import { SavedTests } from "./SavedTests";
import { StartPayload } from "./StartPayload";
import { useLastTest } from "./use-last-test";
import { useTestRun } from "./use-test-run";
import { useTestStart } from "./use-test-start";

const text = messages.test;

/** What a test run starts with, and how. Its results are drawn on the graph. */
export function TestPanel({ onDone }: { onDone: () => void }) {
  const { tests } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const { pins, live } = useTesting((state) => state);
  const last = useLastTest();
  const start = useTestStart(true);
  const run = useTestRun();
  const { setStart } = tests.getState();
  const triggers = nodes.filter(({ type }) => type === "trigger");
  const labels = namedApart(triggers);
  if (!start) return <Text size="sm">{text.noTrigger}</Text>;
  const parsed = parseJson(start.payload);
  const problems = problemsOf(run.error);
  const pinned = nodes.filter(({ id }) => pins.has(id));
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {text.hint}
      </Text>
      <Select
        size="xs"
        label={messages.run.trigger}
        allowDeselect={false}
        data={triggers.map(({ id }, at) => ({ value: id, label: labels[at] ?? id }))}
        value={start.trigger.id}
        onChange={(trigger) => setStart({ trigger, payload: null })}
      />
      <StartPayload trigger={start.trigger} leads />
      <Switch
        size="xs"
        label={text.live}
        description={text.liveHint}
        checked={live}
        onChange={({ currentTarget }) => setStart({ live: currentTarget.checked })}
      />
      {live ? (
        <Alert color="orange" p="xs">
          {text.liveWarning}
        </Alert>
      ) : null}
      {pinned.length > 0 ? (
        <Text size="xs" c="dimmed">
          {text.pinnedNodes(pinned.map(({ name, key }) => name || key).join(", "))}
        </Text>
      ) : null}
      <Group justify="flex-end">
        <Button
          leftSection={<IconFlask size={15} />}
          disabled={"fault" in parsed || start.pending}
          loading={run.isPending}
          onClick={() => {
            if ("fault" in parsed) return;
            run.mutate(
              { trigger: start.trigger.key, payload: parsed.value },
              { onSuccess: onDone, onError: notifyUnlessListed },
            );
          }}
        >
          {text.run}
        </Button>
      </Group>
      {problems.length > 0 ? <Refused title={text.refused} problems={problems} onPick={onDone} /> : null}
      {last ? <LeftOut result={last.result} /> : null}
      <SavedTests onLeave={onDone} />
    </Stack>
  );
}
