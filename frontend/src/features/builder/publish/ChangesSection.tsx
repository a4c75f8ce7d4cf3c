import { Button, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Version } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useWorkbench } from "../actions/workbench";
import { useBackTest } from "../api/use-back-test";
import { versionQuery } from "@/lib/api/version-query";
import { ChangeList } from "../compare/ChangeList";
import { CompareDialog } from "../compare/CompareDialog";
import { differencesOf, versionAsDraft } from "../compare/differences";
import { useBuilder, useBuilderContext, useTesting } from "../state/context";

const text = messages.publish;
/** Lines that are shown unasked. */
const SHOWN = 12;
const RUNS = 100;

interface Props {
  live: number;
  /** A dialog has opened over the sheet, or closed: Escape is its while it is open. */
  onDialog: (open: boolean) => void;
}

/** All that publishing changes of what is live, and on demand what differs in recent runs. */
export function ChangesSection({ live, onDialog }: Props) {
  const { workflowId } = useBuilderContext();
  const version = useQuery(versionQuery(workflowId, live));
  return version.data ? <Changes live={version.data} onDialog={onDialog} /> : null;
}

function Changes({ live, onDialog }: { live: Version; onDialog: (open: boolean) => void }) {
  const { definitions } = useBuilderContext();
  const draft = useBuilder((state) => state.document);
  const backTest = useBackTest();
  const tested = useTesting((state) => state.backTest);
  const { open } = useWorkbench();
  const { names, entries, moved } = useMemo(
    () => differencesOf(versionAsDraft(live, draft), draft, definitions),
    [draft, live, definitions],
  );
  const [opened, setOpened] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    onDialog(drawn);
    return () => onDialog(false);
  }, [drawn, onDialog]);
  const report = tested?.graph === draft.graph ? tested.report : null;
  const hidden = !all && entries.length > SHOWN + 1;
  return (
    <section>
      <Title order={3} mb={4}>
        {text.changes(live.version)}
      </Title>
      {entries.length === 0 ? <Text size="sm">{text.sameAsLive(live.version)}</Text> : null}
      {entries.length > 0 && !entries.some(({ group }) => group === "triggers") ? (
        <Text size="sm">{text.sameTriggers}</Text>
      ) : null}
      <ChangeList
        entries={hidden ? entries.slice(0, SHOWN) : entries}
        names={names}
        open={opened}
        onOpen={(entry) => setOpened(entry?.id ?? null)}
        heading="h4"
      />
      {moved > 0 ? (
        <Text size="xs" c="dimmed" mt={4}>
          {messages.compare.moved(moved)}
        </Text>
      ) : null}
      <CompareDialog
        first={drawn ? { kind: "version", version: live.version } : null}
        onClose={() => setDrawn(false)}
      />
      <Group gap="xs" mt="xs">
        {hidden ? (
          <Button size="compact-xs" variant="default" onClick={() => setAll(true)}>
            {messages.compare.showAll(entries.length)}
          </Button>
        ) : null}
        {entries.length > 0 ? (
          <Button size="compact-xs" variant="default" onClick={() => setDrawn(true)}>
            {text.seeDrawn}
          </Button>
        ) : null}
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
