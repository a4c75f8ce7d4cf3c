import type { NodeRun } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { NodeOutput } from "./NodeOutput";
import { useLastTest } from "./use-last-test";

const NONE: readonly NodeRun[] = [];

/** What the last test run showed of a node. */
export function NodeTestTab({ node }: { node: FlatNode }) {
  const runs = useLastTest()?.result.nodes ?? NONE;
  return <NodeOutput node={node} runs={runs} />;
}
