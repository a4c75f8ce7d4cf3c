import { type KeysSince, noneSince, runsSince } from "@/lib/graph/keys-since";
import { renameKeys } from "@/lib/graph/rename";
import type { TestRun } from "./test-store";

/** A test run as if the nodes had had the keys of now; it does not speak of a gone node whose key another has. */
export function testSince(run: TestRun, since: KeysSince): TestRun {
  if (noneSince(since)) return run;
  const { result, start, graph } = run;
  const now = (key: string) => since.renamed.get(key) ?? key;
  const isThere = (key: string) => !since.passedOn.has(key);
  return {
    ...run,
    result: {
      ...result,
      nodes: runsSince(result.nodes, graph, since),
      waiting: result.waiting.filter(isThere).map(now),
      stoppedAt: result.stoppedAt && now(result.stoppedAt),
    },
    start: { ...start, trigger: now(start.trigger) },
    graph: renameKeys(graph, since.renamed),
  };
}
