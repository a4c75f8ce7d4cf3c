import type { GraphNode } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { isRecord } from "@/lib/json";
import { sampleOfReads } from "./sample-of-reads";

/** What an error workflow is told, and no other trigger gives. */
const PARTS: ReadonlySet<string> = new Set(["workflow", "execution", "error"]);

/** Whether a trigger is the first of the drawing: the one by which a run that failed starts an error workflow. */
export function isFirstTrigger(trigger: GraphNode, nodes: readonly GraphNode[]): boolean {
  return nodes.find(({ type }) => type === "trigger")?.id === trigger.id;
}

/** Whether the steps read of their trigger what an error workflow is told of the run that failed, and nothing else. */
export function readsFailure(nodes: readonly GraphNode[]): boolean {
  const all = flatten({ nodes: [...nodes], edges: [] }).nodes;
  const read = sampleOfReads("$trigger", all, all);
  return isRecord(read.error) && Object.keys(read).every((name) => PARTS.has(name));
}
