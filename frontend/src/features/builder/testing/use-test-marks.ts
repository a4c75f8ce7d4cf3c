import { useMemo } from "react";
import { type NodeOutcome, outcomesOf, summaryOf } from "@/lib/graph/outcomes";
import { messages } from "@/lib/messages";
import { useBuilder, useTesting } from "../state/context";
import { litEdges } from "./lit-edges";
import { staleNodes } from "./stale";
import { standInOf } from "./stand-in";
import { useLastTest } from "./use-last-test";
import type { NodeTest } from "./test-marks";

interface TestMarks {
  nodes: ReadonlyMap<string, NodeTest>;
  edges: ReadonlySet<string>;
}

const text = messages.stale;
const NONE: TestMarks = { nodes: new Map(), edges: new Set() };

/** Whether one made-up output is all there is of a node: it took no time. */
function isMadeUp({ runs, last }: NodeOutcome): boolean {
  return runs.length === 1 && (last.source === "sample" || last.source === "pin");
}

/** What the last test run says about the nodes and edges of the draft, and which outputs are pinned. */
export function useTestMarks(): TestMarks {
  const graph = useBuilder((state) => state.document.graph);
  const last = useLastTest();
  const pins = useTesting((state) => state.pins);
  const outcomes = useMemo(() => last && outcomesOf(last.result.nodes), [last]);
  return useMemo(() => {
    if (!last || !outcomes) {
      if (pins.size === 0) return NONE;
      const pinned = { status: null, summary: null, stale: null, pinned: true, how: null };
      return { nodes: new Map([...pins.keys()].map((id) => [id, pinned])), edges: NONE.edges };
    }
    const tested = new Set(last.graph.nodes.map(({ id }) => id));
    const stale = staleNodes(last, { graph, pins });
    const names = new Map(graph.nodes.map(({ id, name, key }) => [id, name || key]));
    const reasonOf = (id: string) => {
      const reason = stale.get(id);
      if (!reason) return null;
      const { at, cause } = reason;
      return at === id ? text.own(cause) : text.before(names.get(at) ?? "", cause);
    };
    const nodes = new Map<string, NodeTest>();
    for (const { id, key } of graph.nodes) {
      const outcome = outcomes.get(key);
      // An ended run that has no record of a node did not come there, not even to skip it: in a loop that was skipped.
      const passed = !outcome && last.result.status !== null && tested.has(id);
      if (!outcome && !passed && !pins.has(id)) continue;
      nodes.set(id, {
        status: outcome?.last.status ?? (passed ? "skipped" : null),
        summary: outcome && isMadeUp(outcome) ? null : summaryOf(outcome),
        stale: outcome === undefined ? null : reasonOf(id),
        pinned: pins.has(id),
        how: outcome ? standInOf(outcome.last) : null,
      });
    }
    const taken = litEdges(graph, last.graph, outcomes);
    return { nodes, edges: taken };
  }, [graph, last, outcomes, pins]);
}
