import type { NodeRun } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { useTesting } from "../state/context";
import { NodeOutput } from "./NodeOutput";

const NONE: readonly NodeRun[] = [];

/** What the last test run showed of a node. */
export function NodeTestTab({ node }: { node: FlatNode }) {
  const runs = useTesting((state) => state.last?.result.nodes ?? NONE);
  return <NodeOutput node={node} runs={runs} />;
}
