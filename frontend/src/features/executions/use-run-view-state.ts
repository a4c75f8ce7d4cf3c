import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { Execution, Wait } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { waitsQuery } from "./api/waits-query";
import type { Chosen } from "./canvas/iterations";
import { usePlayback } from "./playback/use-playback";
import type { RunView } from "./run-view";
import { useMoreRuns } from "./whole/use-more-runs";

const NO_WAITS: readonly Wait[] = [];

/** The state behind a run's page. A refresh that brings the same graph keeps its object, and so what follows from it. */
export function useRunViewState(shown: Execution, seenAt: number): RunView {
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const more = useMoreRuns(shown);
  const execution = useMemo(() => ({ ...shown, nodes: more.runs }), [shown, more.runs]);
  const graph = useMemo(() => flatten(execution.graph), [execution.graph]);

  const running = shown.status === "running";
  const { data } = useQuery(waitsQuery(shown.id, running));
  const waits = useMemo(
    () => (running && data ? data.filter(({ status }) => status === "pending") : NO_WAITS),
    [running, data],
  );

  const playback = usePlayback(graph, execution.nodes);
  const { following, index, moments } = playback;
  const end = execution.ended_at ? Date.parse(execution.ended_at) : seenAt;
  const now = following ? end : (moments[index]?.at ?? end);
  const status = following ? execution.status : "running";

  const choose = useCallback((loopKey: string, index: number | null) => {
    setChosen((before) => {
      const next = new Map(before);
      if (index === null) next.delete(loopKey);
      else next.set(loopKey, index);
      return next;
    });
  }, []);
  const toggleCollapsed = useCallback((loopId: string) => {
    setCollapsed((before) => {
      const next = new Set(before);
      if (!next.delete(loopId)) next.add(loopId);
      return next;
    });
  }, []);
  return useMemo(
    () => ({
      ...{ execution, graph, chosen, choose, collapsed, toggleCollapsed },
      ...{ playback, more, waits, status, now },
    }),
    [execution, graph, chosen, choose, collapsed, toggleCollapsed, playback, more, waits, status, now],
  );
}
