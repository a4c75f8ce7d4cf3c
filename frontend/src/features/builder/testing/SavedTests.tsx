import { ActionIcon, Badge, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconDeviceFloppy, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { SavedTest } from "@/lib/api/types";
import { sameValue } from "@/lib/graph/values";
import { messages } from "@/lib/messages";
import { notifyUnlessListed, problemsOf } from "../refusal/problems";
import { Refused } from "../refusal/Refused";
import { useBuilder, useBuilderContext } from "../state/context";
import { useRunTests } from "../api/use-run-tests";
import { Expectations } from "./Expectations";
import { TestMismatches } from "./TestMismatches";
import { useLastTest } from "./use-last-test";
import { pinsOf, removeTest, savedTestOf, saveTest } from "./saved-test";

const text = messages.test;
const NO_TESTS: readonly SavedTest[] = [];

/** Tests that the workflow carries: they run at every publish, and one that fails stops it. */
export function SavedTests({ onLeave }: { onLeave: () => void }) {
  const { store, tests: testing } = useBuilderContext();
  const saved = useBuilder((state) => state.document.tests ?? NO_TESTS);
  const last = useLastTest();
  const [name, setName] = useState("");
  const run = useRunTests();
  const problems = problemsOf(run.error);
  const runAll = () => run.mutate(undefined, { onError: notifyUnlessListed });
  // Of a test that was changed meanwhile nothing is known.
  const resultOf = (test: SavedTest) => {
    const ran = run.data?.tests.find(({ name }) => name === test.name);
    return sameValue(ran, test) ? run.data?.items.find((result) => result.name === test.name) : undefined;
  };
  const load = (test: SavedTest) => {
    const { document } = store.getState();
    testing.setState({
      trigger: document.graph.nodes.find(({ key }) => key === test.trigger_node)?.id ?? null,
      payload: JSON.stringify(test.payload ?? {}, null, 2),
      pins: pinsOf(test, document.graph.nodes),
    });
  };
  return (
    <section>
      <Group justify="space-between" mb={4}>
        <Title order={3}>{text.saved}</Title>
        {saved.length > 0 ? (
          <Button size="compact-xs" variant="light" loading={run.isPending} onClick={runAll}>
            {text.runAll}
          </Button>
        ) : null}
      </Group>
      <Stack gap={4}>
        {problems.length > 0 ? <Refused title={text.refused} problems={problems} onPick={onLeave} /> : null}
        {saved.length === 0 ? (
          <Text size="xs" c="dimmed">
            {text.noneSaved}
          </Text>
        ) : null}
        {saved.map((test) => (
          <div key={test.name}>
            <Group gap={4} wrap="nowrap">
              <Text size="sm" flex={1} truncate title={test.name}>
                {test.name}
              </Text>
              <Verdict result={resultOf(test)} />
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={text.loadTest(test.name)}
                onClick={() => load(test)}
              >
                {text.load}
              </Button>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={text.removeTest(test.name)}
                onClick={() => store.getState().edit(removeTest(test.name))}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
            <TestMismatches result={resultOf(test)} onAccepted={runAll} />
            <Expectations test={test} />
          </div>
        ))}
        {last ? (
          <Group gap={6} align="flex-end" wrap="nowrap">
            <TextInput
              size="xs"
              flex={1}
              label={text.saveLast}
              description={text.saveHint}
              maxLength={200}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDeviceFloppy size={14} />}
              disabled={name.trim() === ""}
              onClick={() => {
                store.getState().edit(saveTest(savedTestOf(name.trim(), last)));
                setName("");
              }}
            >
              {text.save}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </section>
  );
}

function Verdict({ result }: { result: { passed: boolean } | undefined }) {
  if (!result) return null;
  return (
    <Badge size="sm" color={result.passed ? "teal" : "red"}>
      {result.passed ? text.passed : text.failed}
    </Badge>
  );
}
