import { RunInspector } from "@/components/RunInspector";
import type { FlatNode } from "@/lib/graph/body";
import type { NodeOutcome } from "@/lib/graph/outcomes";
import { LoopItems } from "../items/LoopItems";
import { iterationsIn, useItemBriefs, useLoopAround } from "../items/use-items";
import { ShowMore } from "../whole/ShowMore";
import { WholeRun } from "../whole/WholeRun";
import { ChildRunLink } from "./RelatedRuns";
import { WaitEnd } from "./WaitEnd";

interface Props {
  node: FlatNode;
  outcome: NodeOutcome | undefined;
  /** Why there is no run of it, where that is known. */
  none: string | undefined;
}

/** What went into a step and what came out, by the items of the loops around it. */
export function SelectedStep({ node, outcome, none }: Props) {
  const itemOf = useItemBriefs(useLoopAround(node), iterationsIn(outcome?.runs ?? []));
  return (
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
  );
}
