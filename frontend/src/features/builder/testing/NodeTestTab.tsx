import type { NodeRun } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { NodeOutput } from "./NodeOutput";
import { useLastTest } from "./use-last-test";

const NONE: readonly NodeRun[] = [];

/** What the last test run showed of a node. */
export function NodeTestTab({ node }: { node: FlatNode }) {
  const last = useLastTest();
  return <NodeOutput node={node} runs={last?.result.nodes ?? NONE} of={last?.of ?? null} />;
}
