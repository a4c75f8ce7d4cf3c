import type { NodeRunStatus } from "@/lib/api/types";
import type { Span } from "@/lib/timeline";

/** One run of a step on the time axis, or a wait between two. */
export interface TimelineBar extends Span {
  id: string;
  status: NodeRunStatus;
  /** Whether nothing was at work: the run waited. */
  waiting: boolean;
  /** Which attempt and iteration it was. */
  label: string;
}

export interface TimelineRow {
  id: string;
  name: string;
  /** How many loops are around it. */
  depth: number;
  bars: readonly TimelineBar[];
  /** What people who do not see the bars are told. */
  summary: string;
}
