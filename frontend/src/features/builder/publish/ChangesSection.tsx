import { Button, Group, List, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Version } from "@/lib/api/types";
import { type FlatNode, flatten } from "@/lib/graph/body";
import { diffDrafts } from "@/lib/graph/diff";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useWorkbench } from "../actions/workbench";
import { useBackTest } from "../api/use-back-test";
import { versionQuery } from "../api/version-query";
import { entriesOf, Names } from "../compare/entries";
import { useBuilder, useBuilderContext, useTesting } from "../state/context";

const text = messages.publish;
const STEPS_SHOWN = 8;
const RUNS = 100;

/** What publishing changes of what is live: triggers, steps, and on demand the way that recent runs would take. */
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
  const { triggers, steps } = useMemo(() => {
    const before = { ...draft, settings: live.settings, tests: live.tests, graph: flatten(live.graph) };
    const diff = diffDrafts(before, draft);
    const entries = entriesOf(diff, new Names(before.graph, draft.graph, definitions));
    const isTrigger = new Map(
      [...before.graph.nodes, ...draft.graph.nodes].map(({ id, type }) => [id, type === "trigger"]),
    );
    const nodes = entries.filter(({ group }) => group === "nodes");
    return {
      triggers: diff.nodes.filter(({ id, kind }) => kind !== "moved" && isTrigger.get(id)),
      steps: nodes.filter(({ node }) => node !== null && !isTrigger.get(node)),
    };
  }, [draft, live, definitions]);
  const report = tested?.graph === draft.graph ? tested.report : null;
  return (
    <section>
      <Title order={3} mb={4}>
        {text.changes(live.version)}
      </Title>
      <List size="sm" spacing={2}>
        {triggers.map(({ id, kind, before, after }) => (
          <List.Item key={id}>
            {text.trigger[kind === "moved" ? "changed" : kind]((after ?? before)?.name || id)}
            {": "}
            {[before, after]
              .flatMap((node) => (node ? [listensTo(node)] : []))
              .filter(distinct)
              .join(" → ")}
          </List.Item>
        ))}
        {triggers.length === 0 ? <List.Item>{text.sameTriggers}</List.Item> : null}
        {steps.slice(0, STEPS_SHOWN).map(({ id, tone, title }) => (
          <List.Item key={id}>
            {title}: {messages.compare.kinds[tone === "conflict" ? "changed" : tone].toLowerCase()}
          </List.Item>
        ))}
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
              : text.otherWays(report.examined - (report.counts.same ?? 0), report.examined)}
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

/** What a trigger waits for, in a few words. */
function listensTo({ definition, config, settings }: FlatNode): string {
  if (settings.disabled === true) return text.off;
  const said = (value: unknown) => (typeof value === "string" ? value : "");
  if (definition?.startsWith("api@")) return `${said(config.method) || "POST"} /hooks/${said(config.path)}`;
  if (definition?.startsWith("schedule@"))
    return `${said(config.expression)} ${said(config.timezone)}`.trim();
  return said(config.topic) || (definition ?? "");
}

function distinct<T>(value: T, at: number, all: readonly T[]): boolean {
  return all.indexOf(value) === at;
}
