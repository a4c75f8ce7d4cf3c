import { useCallback, useMemo, useState } from "react";
import type { Execution } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import type { Chosen } from "./canvas/iterations";
import type { RunView } from "./run-view";

/** The state behind a run's page. A refresh that brings the same graph keeps its object, and so what follows from it. */
export function useRunViewState(execution: Execution, seenAt: number): RunView {
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const graph = useMemo(() => flatten(execution.graph), [execution.graph]);

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
    () => ({ execution, seenAt, graph, chosen, choose, collapsed, toggleCollapsed }),
    [execution, seenAt, graph, chosen, choose, collapsed, toggleCollapsed],
  );
}
