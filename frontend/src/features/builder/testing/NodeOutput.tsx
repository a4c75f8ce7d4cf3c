import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconPin, IconPinnedOff, IconPlayerTrackNext } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { RunInspector } from "@/components/RunInspector";
import type { NodeRun } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { outcomesOf } from "@/lib/graph/outcomes";
import { messages } from "@/lib/messages";
import { JsonControl } from "../form/controls/JsonControl";
import { FieldFrame } from "../form/FieldFrame";
import { resolveField } from "../form/schema";
import { useBuilderContext, useTesting } from "../state/context";
import { RunAlone } from "./RunAlone";
import { changeSince } from "./stale";
import { useKeysSince } from "./use-last-test";
import { useTestMarks } from "./use-test-marks";
import { useRunTo } from "./use-run-to";

const text = messages.test;
const ANY = resolveField({}, {});
/** What actions do can be replaced; what the language decides itself cannot. */
const PINNABLE: ReadonlySet<string> = new Set(["action", "run_workflow", "wait_for_events", "approval"]);

interface Props {
  node: FlatNode;
  /** Runs of this node, of one test or execution. */
  runs: readonly NodeRun[];
}

/** What a run put into a node and got out of it, and what to put in place of that. */
export function NodeOutput({ node, runs }: Props) {
  const { tests } = useBuilderContext();
  const isPinned = useTesting((state) => state.pins.has(node.id));
  const pin = useTesting((state) => state.pins.get(node.id));
  const { possible, whyNot, pending, runTo } = useRunTo(node);
  const alone = useTesting((state) => state.alone.get(node.id));
  const marked = useTestMarks().nodes.get(node.id)?.stale ?? null;
  const shown = alone?.runs ?? runs;
  const key = alone ? alone.node.key : node.key;
  const outcome = useMemo(() => outcomesOf(shown).get(key), [shown, key]);
  const since = useKeysSince(alone?.graph ?? null);
  const changed = useMemo(() => alone && changeSince(alone, since, node), [alone, since, node]);
  const stale = alone ? (changed ? messages.stale.own(changed) : null) : marked;
  const [example] = useState({});
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {node.type === "trigger" ? null : (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlayerTrackNext size={14} />}
            loading={pending}
            disabled={!possible}
            title={whyNot}
            onClick={runTo}
          >
            {text.runTo}
          </Button>
        )}
        {node.type === "trigger" ? null : <RunAlone node={node} />}
        {PINNABLE.has(node.type) ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={isPinned ? <IconPinnedOff size={14} /> : <IconPin size={14} />}
            onClick={() =>
              isPinned
                ? tests.getState().unpin(node.id)
                : tests.getState().pin(node.id, outcome?.last.output ?? example)
            }
          >
            {isPinned ? text.unpin : text.pin}
          </Button>
        ) : null}
      </Group>
      {isPinned ? (
        <FieldFrame path="pin" label={text.pinnedOutput} description={text.pinnedHint}>
          {(aria) => (
            <JsonControl
              {...aria}
              label={text.pinnedOutput}
              path="pin"
              field={ANY}
              root={{}}
              value={pin}
              onChange={(next) => tests.getState().pin(node.id, next ?? null)}
            />
          )}
        </FieldFrame>
      ) : null}
      {stale ? (
        <Alert color="yellow" p="xs">
          {stale}
        </Alert>
      ) : null}
      {outcome ? (
        <RunInspector name={alone ? messages.alone.title : text.lastTest} outcome={outcome} />
      ) : (
        <Text size="sm" c="dimmed">
          {node.type === "trigger" ? text.noneOfTrigger : text.none}
        </Text>
      )}
    </Stack>
  );
}
