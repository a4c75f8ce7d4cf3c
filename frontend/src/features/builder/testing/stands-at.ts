import type { GraphNode } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import type { TestRun } from "./test-store";

type Named = Pick<GraphNode, "key" | "name">;

/** Where a test that did not run to its end stands, by the names that its steps have in the drawing, or had in the test. */
export function standsAt(
  { stoppedAt, waiting }: Pick<TestRun["result"], "stoppedAt" | "waiting">,
  drawn: readonly Named[],
  tested: readonly Named[],
): string {
  const nameOf = (key: string) => {
    const node = [drawn, tested].map((nodes) => nodes.find((each) => each.key === key)).find(Boolean);
    return node?.name || key;
  };
  return stoppedAt === null
    ? messages.test.waits(waiting.map(nameOf).join(", "))
    : messages.test.stopped(nameOf(stoppedAt));
}
