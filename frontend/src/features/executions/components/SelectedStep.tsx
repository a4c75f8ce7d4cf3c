import { RunInspector } from "@/components/RunInspector";
import type { FlatNode } from "@/lib/graph/body";
import type { NodeOutcome } from "@/lib/graph/outcomes";
import { LoopItems } from "../items/LoopItems";
import { iterationsIn, useItemBriefs, useLoopAround } from "../items/use-items";
import { ShowMore } from "../whole/ShowMore";
import { WholeRun } from "../whole/WholeRun";
import { ChildRunLink } from "./RelatedRuns";

interface Props {
  node: FlatNode;
  outcome: NodeOutcome | undefined;
}

/** What went into a step and what came out, by the items of the loops around it. */
export function SelectedStep({ node, outcome }: Props) {
  const itemOf = useItemBriefs(useLoopAround(node), iterationsIn(outcome?.runs ?? []));
  return (
    <RunInspector
      name={node.name || node.key}
      outcome={outcome}
      itemOf={itemOf}
      more={node.parent === undefined ? null : <ShowMore keys={[node.key]} />}
      renderRun={(run) => (
        <>
          <ChildRunLink run={run} />
          <WholeRun run={run} given={<LoopItems run={run} />} />
        </>
      )}
    />
  );
}
