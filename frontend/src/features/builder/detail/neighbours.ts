import type { FlatGraph, FlatNode } from "@/lib/graph/body";

/**
 * The nodes to go to from one: along its first edge, and back along the first that leads to it. The first step of a
 * loop's body leads back to its loop, and a loop whose way ends leads into its body.
 */
export function neighboursOf(
  { nodes, edges }: FlatGraph,
  nodeId: string,
): {
  before: FlatNode | undefined;
  after: FlatNode | undefined;
} {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const into = edges.find(({ target }) => target === nodeId)?.source;
  const from = edges.find(({ source }) => source === nodeId)?.target;
  return {
    before: byId.get(into ?? byId.get(nodeId)?.parent ?? ""),
    after: byId.get(from ?? "") ?? nodes.find(({ parent }) => parent === nodeId),
  };
}
