import { useMemo } from "react";
import { Timeline } from "@/components/timeline/Timeline";
import { axisOf, timelineOf } from "@/lib/graph/run-times";
import { messages } from "@/lib/messages";
import type { NodeOutcome } from "@/lib/graph/outcomes";
import { useRunView } from "../run-view";

interface Props {
  outcomes: ReadonlyMap<string, NodeOutcome>;
  selectedKey: string | null;
  onSelect: (key: string) => void;
}

export function RunTimeline({ outcomes, selectedKey, onSelect }: Props) {
  const { execution, graph, now, playback } = useRunView();
  const { started_at, ended_at } = execution;
  const rows = useMemo(() => timelineOf(graph, outcomes, now), [graph, outcomes, now]);
  // The whole run, whichever moment of it is looked at.
  const axis = useMemo(() => axisOf(started_at, ended_at, now), [started_at, ended_at, now]);
  return (
    <Timeline
      label={messages.execution.timeline}
      rows={rows}
      axis={axis}
      cursor={playback.following ? null : now}
      selected={selectedKey}
      onSelect={onSelect}
    />
  );
}
