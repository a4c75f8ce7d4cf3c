import type { ExecutionSummary } from "@/lib/api/types";

/** In the order of the list: newest start first, ties by id, from the last to the first. */
export function comesAfter(a: ExecutionSummary, b: ExecutionSummary): boolean {
  return a.started_at < b.started_at || (a.started_at === b.started_at && a.id < b.id);
}

/** How many executions there are that the list does not show yet. */
export function arrivals(
  shown: readonly ExecutionSummary[],
  latest: readonly ExecutionSummary[] | undefined,
): number {
  const known = new Set(shown.map(({ id }) => id));
  const [newest] = shown;
  const isNew = (item: ExecutionSummary) => !known.has(item.id) && (!newest || comesAfter(newest, item));
  return latest?.filter(isNew).length ?? 0;
}
