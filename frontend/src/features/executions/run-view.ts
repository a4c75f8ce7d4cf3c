import { createContext, useContext } from "react";
import type { Execution, Wait } from "@/lib/api/types";
import { Misuse } from "@/lib/fault";
import type { FlatGraph } from "@/lib/graph/body";
import type { Playback } from "./playback/use-playback";
import type { MoreRuns } from "./whole/use-more-runs";
import type { Chosen } from "./canvas/iterations";

/** What the parts of a run's page share: the run, and what of it is looked at. */
export interface RunView {
  /** With every run of its nodes that was loaded. */
  execution: Execution;
  graph: FlatGraph;
  chosen: Chosen;
  choose: (loopKey: string, index: number | null) => void;
  collapsed: ReadonlySet<string>;
  toggleCollapsed: (loopId: string) => void;
  playback: Playback;
  more: MoreRuns;
  /** What a run under way waits for: approvals and events. */
  waits: readonly Wait[];
  /** How the run stood at the moment that is looked at. */
  status: Execution["status"];
  /** That moment, milliseconds since the epoch; of a run under way the last refresh. */
  now: number;
}

export const RunViewContext = createContext<RunView | null>(null);

export function useRunView(): RunView {
  const view = useContext(RunViewContext);
  if (!view) throw new Misuse("Use it below RunViewContext only");
  return view;
}
