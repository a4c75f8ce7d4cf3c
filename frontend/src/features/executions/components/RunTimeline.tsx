import { useMemo } from "react";
import { Timeline } from "@/components/Timeline";
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
  const { execution, seenAt, graph } = useRunView();
  const { rows, axis } = useMemo(() => {
    // A run under way is drawn up to its last refresh.
    const now = execution.ended_at ? Date.parse(execution.ended_at) : seenAt;
    return {
      rows: timelineOf(graph, outcomes, now),
      axis: axisOf(execution.started_at, execution.ended_at, now),
    };
  }, [execution, seenAt, graph, outcomes]);
  return (
    <Timeline
      label={messages.execution.timeline}
      rows={rows}
      axis={axis}
      selected={selectedKey}
      onSelect={onSelect}
    />
  );
}
