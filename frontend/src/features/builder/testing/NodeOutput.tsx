import { Alert, Anchor, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconFlask, IconPin, IconPinnedOff, IconPlayerTrackNext } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { Link } from "@tanstack/react-router";
import { RunDetails } from "@/components/RunDetails";
import { RunInspector } from "@/components/RunInspector";
import type { NodeRun, Problem } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { outcomesOf } from "@/lib/graph/outcomes";
import { messages } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { JsonControl } from "../form/controls/JsonControl";
import { FieldFrame } from "../form/FieldFrame";
import { resolveField } from "../form/schema";
import { notifyUnlessListed, problemsOf } from "../refusal/problems";
import { Refused } from "../refusal/Refused";
import { useBuilderContext, useTesting } from "../state/context";
import { RunAlone } from "./RunAlone";
import { isStandIn, standInOf } from "./stand-in";
import { StandInNote } from "./StandInNote";
import { StartPayload } from "./StartPayload";
import type { RealRun } from "./test-store";
import { changeSince } from "./stale";
import { useKeysSince } from "./use-last-test";
import { useTestMarks } from "./use-test-marks";
import { useRunStepAlone } from "./use-run-step-alone";
import { useRunTo } from "./use-run-to";

const text = messages.test;
const ANY = resolveField({}, {});
/** What actions do can be replaced; what the language decides itself cannot. */
const PINNABLE: ReadonlySet<string> = new Set(["action", "run_workflow", "wait_for_events", "approval"]);

interface Props {
  node: FlatNode;
  /** Runs of this node, of one test or execution. */
  runs: readonly NodeRun[];
  /** The execution, where it was one. */
  of: RealRun | null;
}

/** What a run put into a node and got out of it, and what to put in place of that. */
export function NodeOutput({ node, runs, of }: Props) {
  const { store, tests } = useBuilderContext();
  const isPinned = useTesting((state) => state.pins.has(node.id));
  const pin = useTesting((state) => state.pins.get(node.id));
  const run = useRunTo(node, notifyUnlessListed);
  const runAlone = useRunStepAlone(node, notifyUnlessListed);
  const alone = useTesting((state) => state.alone.get(node.id));
  const marked = useTestMarks().nodes.get(node.id)?.stale ?? null;
  const shown = alone?.runs ?? runs;
  const key = alone ? alone.node.key : node.key;
  const outcome = useMemo(() => outcomesOf(shown).get(key), [shown, key]);
  const since = useKeysSince(alone?.graph ?? null);
  const changed = useMemo(() => alone && changeSince(alone, since, node), [alone, since, node]);
  const stale = alone ? (changed ? messages.stale.own(changed) : null) : marked;
  const [example] = useState({});
  // Whichever was asked for last.
  const asked = runAlone.submittedAt > run.submittedAt ? runAlone : run;
  const problems = problemsOf(asked.error);
  // A node that is open with its data gives way to the one with the problem.
  const follow = ({ node_id }: Problem) => {
    const { detail, showDetail } = store.getState();
    if (detail !== null) showDetail(node_id ?? null);
  };
  const isTrigger = node.type === "trigger";
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="light"
          leftSection={isTrigger ? <IconFlask size={14} /> : <IconPlayerTrackNext size={14} />}
          loading={run.pending}
          disabled={!run.possible}
          title={run.whyNot}
          onClick={run.runTo}
        >
          {isTrigger ? text.run : text.runTo}
        </Button>
        {isTrigger ? null : <RunAlone node={node} run={runAlone} />}
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
      {problems.length > 0 ? <Refused title={text.refused} problems={problems} onPick={follow} /> : null}
      {isTrigger ? <StartPayload trigger={node} leads={false} /> : null}
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
        <RunInspector
          name={alone ? messages.alone.title : of ? text.ofRun(formatDateTime(of.startedAt)) : text.lastTest}
          outcome={outcome}
          more={of && !alone ? <RunLink run={of} /> : null}
          renderStatus={statusOf}
          renderRun={(run) => <Details run={run} />}
        />
      ) : isTrigger ? null : (
        <Text size="sm" c="dimmed">
          {text.none}
        </Text>
      )}
    </Stack>
  );
}

/** A step for which something stood in has not really succeeded. */
function statusOf(run: NodeRun) {
  const how = standInOf(run);
  if (how === null || !isStandIn(how) || run.status !== "succeeded") return null;
  return (
    <Badge color="indigo" size="sm">
      {messages.standIns[how].card}
    </Badge>
  );
}

function Details({ run }: { run: NodeRun }) {
  const how = standInOf(run);
  return (
    <>
      {how ? <StandInNote how={how} /> : null}
      <RunDetails run={run} />
    </>
  );
}

function RunLink({ run: { id } }: { run: RealRun }) {
  return (
    <Anchor
      size="xs"
      renderRoot={(props) => <Link to="/executions/$executionId" params={{ executionId: id }} {...props} />}
    >
      {text.openRun}
    </Anchor>
  );
}
