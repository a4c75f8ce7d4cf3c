import type { FlatGraph } from "@/lib/graph/body";
import { type NodeOutcome, takenEdges } from "@/lib/graph/outcomes";

/**
 * The ids of the edges of a drawing that a test went along: those that were drawn when it ran, that it took, and whose
 * ends it came to. `outcomes` are by the keys that the nodes have in the drawing now.
 */
export function litEdges(
  now: FlatGraph,
  then: Pick<FlatGraph, "edges">,
  outcomes: ReadonlyMap<string, NodeOutcome>,
): Set<string> {
  const drawn = new Set(then.edges.map(wayOf));
  const cameTo = new Set(
    now.nodes.flatMap(({ id, key }) => {
      const outcome = outcomes.get(key);
      return outcome && outcome.last.status !== "skipped" ? [id] : [];
    }),
  );
  const edges = now.edges.filter((edge) => drawn.has(wayOf(edge)) && cameTo.has(edge.target));
  return takenEdges({ ...now, edges }, outcomes);
}

function wayOf({ source, source_handle, target }: FlatGraph["edges"][number]): string {
  return `${source}\n${source_handle ?? "out"}\n${target}`;
}
