import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { briefly } from "@/components/data/readable";
import type { NodeRun } from "@/lib/api/types";
import { type FlatNode, loopsAround } from "@/lib/graph/body";
import { pathOf } from "../canvas/iterations";
import { useRunView } from "../run-view";
import { loopListQuery, type Recorded } from "./loop-list";

/** Iterations of outer loops whose items are told apart in a choice; behind them only their numbers are. */
const MOST_LISTS = 20;

/** What one iteration of a loop had in hand. */
export interface LoopItem {
  loop: FlatNode;
  index: number;
  /** Undefined where the record does not tell it. */
  item: unknown;
  pending: boolean;
}

/** The items of the loops around a node in one of its iterations, the innermost first. */
export function useItems(node: FlatNode | undefined, iteration: string): LoopItem[] {
  const recorded = useRecorded();
  const path = pathOf(iteration);
  const loops = node ? loopsAround(recorded.graph, node.id).reverse().slice(0, path.length) : [];
  const lists = useQueries({
    queries: loops.map((loop, depth) => loopListQuery(recorded, loop, path.slice(0, depth).join("."))),
  });
  return loops
    .map((loop, depth) => {
      const index = path[depth] ?? 0;
      const { data, isPending } = lists[depth] ?? { data: null, isPending: false };
      return { loop, index, item: data?.[index], pending: isPending };
    })
    .reverse();
}

/** Says in a few words which item the iterations of a loop's body had; null where that is not known. */
export function useItemBriefs(
  loop: FlatNode | undefined,
  iterations: readonly string[],
): (iteration: string) => string | null {
  const recorded = useRecorded();
  const outers = [...new Set(iterations.map(outerOf))].slice(0, MOST_LISTS);
  const told = outers.join();
  const queries = useMemo(
    () => (loop ? told.split(",").map((outer) => loopListQuery(recorded, loop, outer)) : []),
    [recorded, loop, told],
  );
  const lists = useQueries({
    queries,
    combine: (results) => results.map(({ data }) => data ?? null),
  });
  return (iteration) => {
    const list = lists[outers.indexOf(outerOf(iteration))];
    const item = list?.[pathOf(iteration).at(-1) ?? 0];
    return item === undefined ? null : briefly(item);
  };
}

/** The loop whose iterations a node's are. */
export function useLoopAround(node: FlatNode | undefined): FlatNode | undefined {
  const { graph } = useRunView();
  return node && loopsAround(graph, node.id)[0];
}

/** The iterations that runs were in, each once. */
export function iterationsIn(runs: readonly NodeRun[]): string[] {
  return [...new Set(runs.map(({ iteration }) => iteration))];
}

function useRecorded(): Recorded {
  const { execution, graph } = useRunView();
  const queries = useQueryClient();
  return useMemo(() => ({ execution, graph, queries }), [execution, graph, queries]);
}

function outerOf(iteration: string): string {
  return iteration.split(".").slice(0, -1).join(".");
}
