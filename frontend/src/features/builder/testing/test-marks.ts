import type { NodeRunStatus } from "@/lib/api/types";
import type { StandIn } from "./stand-in";

/** What a test run says about one node, as drawn on the canvas. */
export interface NodeTest {
  status: NodeRunStatus | null;
  /** Duration, count of runs, the way taken. */
  summary: string | null;
  /** Why it does not hold any more: the node, or something before it, was edited after the run. */
  stale: string | null;
  pinned: boolean;
  /** How it came to what it gave; null of what was worked out. */
  how: StandIn | null;
}
