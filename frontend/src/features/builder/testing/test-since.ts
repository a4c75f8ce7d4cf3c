import { type KeysSince, runsSince } from "@/lib/graph/keys-since";
import { renameKeys } from "@/lib/graph/rename";
import type { TestRun } from "./test-store";

/** A test run as if the nodes had had the keys of now. */
export function testSince(run: TestRun, since: KeysSince): TestRun {
  if (since.size === 0) return run;
  const { result, start, graph } = run;
  const now = (key: string) => since.get(key) ?? key;
  return {
    ...run,
    result: {
      ...result,
      nodes: runsSince(result.nodes, graph, since),
      waiting: result.waiting.map(now),
      stoppedAt: result.stoppedAt && now(result.stoppedAt),
    },
    start: { ...start, trigger: now(start.trigger) },
    graph: renameKeys(graph, since),
  };
}
