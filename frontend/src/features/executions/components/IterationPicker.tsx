import { Select } from "@mantine/core";
import { useMemo } from "react";
import type { GraphNode } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { countStatuses, iterationsOf } from "../canvas/iterations";
import { useRunView } from "../run-view";

const text = messages.execution;
const ALL = "all";
/** Options drawn at once: the others are found by their number. */
const SHOWN = 100;

/** Which pass of a loop the nodes of its body show: one, or all together with how many ended in which way. */
export function IterationPicker({ loop }: { loop: GraphNode }) {
  const { playback, graph, chosen, choose } = useRunView();
  const iterations = useMemo(
    () => iterationsOf(graph, loop.id, playback.runs, chosen),
    [graph, loop.id, playback.runs, chosen],
  );
  if (iterations.length === 0) return null;
  const counts = countStatuses(iterations)
    .map(([status, count]) => `${count} ${messages.nodeStatus[status].toLowerCase()}`)
    .join(", ");
  return (
    <Select
      size="xs"
      style={{ flex: "0 1 210px", minWidth: 84 }}
      className="nodrag nopan nowheel"
      searchable
      allowDeselect={false}
      limit={SHOWN}
      aria-label={text.iterationOf(loop.name || loop.key)}
      data={[
        { value: ALL, label: text.allIterations(iterations.length, counts) },
        ...iterations.map(({ index, status }) => ({
          value: String(index),
          label: text.iterationLabel(index, messages.nodeStatus[status].toLowerCase()),
        })),
      ]}
      value={String(chosen.get(loop.key) ?? ALL)}
      onChange={(next) => choose(loop.key, next === null || next === ALL ? null : Number(next))}
    />
  );
}
