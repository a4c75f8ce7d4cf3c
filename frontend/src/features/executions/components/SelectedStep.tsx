import { Tabs, Title } from "@mantine/core";
import { RunInspector } from "@/components/RunInspector";
import { StepSettings } from "@/components/settings/StepSettings";
import type { Definition } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import type { NodeOutcome } from "@/lib/graph/outcomes";
import { messages } from "@/lib/messages";
import { LoopItems } from "../items/LoopItems";
import { iterationsIn, useItemBriefs, useLoopAround } from "../items/use-items";
import { ShowMore } from "../whole/ShowMore";
import { WholeRun } from "../whole/WholeRun";
import { ChildRunLink } from "./RelatedRuns";
import { WaitEnd } from "./WaitEnd";

const text = messages.execution;

interface Props {
  node: FlatNode;
  definition: Definition | undefined;
  outcome: NodeOutcome | undefined;
  /** Why there is no run of it, where that is known. */
  none: string | undefined;
}

/**
 * What went into a step and what came out, by the items of the loops around it; and what it is configured as in the
 * run's version.
 */
export function SelectedStep({ node, definition, outcome, none }: Props) {
  const itemOf = useItemBriefs(useLoopAround(node), iterationsIn(outcome?.runs ?? []));
  return (
    <Tabs defaultValue="data" keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="data">{text.data}</Tabs.Tab>
        <Tabs.Tab value="settings">{text.settings}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="data">
        <RunInspector
          name={node.name || node.key}
          outcome={outcome}
          itemOf={itemOf}
          none={none}
          more={node.parent === undefined ? null : <ShowMore keys={[node.key]} />}
          renderRun={(run) => (
            <>
              <WaitEnd node={node} run={run} />
              <ChildRunLink run={run} />
              <WholeRun run={run} given={<LoopItems run={run} />} />
            </>
          )}
        />
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <Title order={2} mb="xs" lineClamp={1}>
          {node.name || node.key}
        </Title>
        <StepSettings node={node} definition={definition} />
      </Tabs.Panel>
    </Tabs>
  );
}
