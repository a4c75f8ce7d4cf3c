import { Button, Group, List, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Version } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useWorkbench } from "../actions/workbench";
import { useBackTest } from "../api/use-back-test";
import { versionQuery } from "../api/version-query";
import { useBuilder, useBuilderContext, useTesting } from "../state/context";
import { type LiveChange, liveChanges } from "./live-changes";

const text = messages.publish;
const STEPS_SHOWN = 8;
const RUNS = 100;

/** What publishing changes of what is live: triggers, settings, steps, and on demand what differs in recent runs. */
export function ChangesSection({ live }: { live: number }) {
  const { workflowId } = useBuilderContext();
  const version = useQuery(versionQuery(workflowId, live));
  return version.data ? <Changes live={version.data} /> : null;
}

function Changes({ live }: { live: Version }) {
  const { definitions } = useBuilderContext();
  const draft = useBuilder((state) => state.document);
  const backTest = useBackTest();
  const tested = useTesting((state) => state.backTest);
  const { open } = useWorkbench();
  const { triggers, workflow, steps } = useMemo(
    () => liveChanges(live, draft, definitions),
    [draft, live, definitions],
  );
  const report = tested?.graph === draft.graph ? tested.report : null;
  return (
    <section>
      <Title order={3} mb={4}>
        {text.changes(live.version)}
      </Title>
      <List size="sm" spacing={2}>
        {triggers.map(toItem)}
        {triggers.length === 0 ? <List.Item>{text.sameTriggers}</List.Item> : null}
        {workflow.map(toItem)}
        {steps.slice(0, STEPS_SHOWN).map(toItem)}
        {steps.length > STEPS_SHOWN ? (
          <List.Item>{text.moreSteps(steps.length - STEPS_SHOWN)}</List.Item>
        ) : null}
      </List>
      <Group gap="xs" mt="xs">
        <Button
          size="compact-xs"
          variant="default"
          loading={backTest.isPending}
          onClick={() => backTest.mutate(RUNS, { onError: notifyError })}
        >
          {text.tryRuns(RUNS)}
        </Button>
        {report ? (
          <Text size="sm" role="status">
            {report.examined === 0
              ? messages.backTest.noRuns
              : text.wouldDiffer(report.examined - (report.counts.same ?? 0), report.examined)}
          </Text>
        ) : null}
        {report && report.groups.length > 0 ? (
          <Button size="compact-xs" variant="subtle" onClick={() => open("backTest")}>
            {text.seeRuns}
          </Button>
        ) : null}
      </Group>
    </section>
  );
}

function toItem({ id, line }: LiveChange) {
  return <List.Item key={id}>{line}</List.Item>;
}
