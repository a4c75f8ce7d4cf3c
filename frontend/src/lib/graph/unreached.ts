import type { Execution, NodeRun } from "@/lib/api/types";
import type { FlatGraph, FlatNode } from "./body";
import { type NodeOutcome, tookHandle } from "./outcomes";

/**
 * The keys of the nodes to which a run that ended badly would still have come, or about which nothing was decided
 * when it ended. The record calls them skipped, as it does those on branches that were not taken.
 */
export function unreachedNodes(
  { nodes, edges }: FlatGraph,
  status: Execution["status"],
  outcomes: ReadonlyMap<string, NodeOutcome>,
): ReadonlySet<string> {
  if (status === "running" || status === "succeeded") return new Set();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ways = new Map<string, string[]>();
  const add = (from: string, to: string) => ways.set(from, [...(ways.get(from) ?? []), to]);
  const inside = new Set(edges.map(({ target }) => target));
  const isOpen = (id: string) => {
    const own = outcomes.get(byId.get(id)?.key ?? "");
    return !own || own.runs.every((run) => run.status === "skipped");
  };

  const behind: string[] = [];
  for (const { source, source_handle, target } of edges) {
    add(source, target);
    const runs = outcomes.get(byId.get(source)?.key ?? "")?.runs ?? [];
    const decided =
      runs.some((run) => tookHandle(run, source_handle ?? "out")) && !isDisabled(byId.get(target));
    if (decided || lastAttempts(runs).some(isStopped)) behind.push(target);
  }
  for (const { id, parent } of nodes) {
    // A loop leads to where its body begins.
    if (parent === undefined || inside.has(id)) continue;
    add(parent, id);
    const loop = outcomes.get(byId.get(parent)?.key ?? "");
    if (lastAttempts(loop?.runs ?? []).some(isStopped)) behind.push(id);
  }

  const found = new Set<string>();
  const seen = new Set<string>();
  for (let id = behind.pop(); id !== undefined; id = behind.pop()) {
    const node = byId.get(id);
    if (!node || seen.has(id) || !isOpen(id)) continue;
    seen.add(id);
    found.add(node.key);
    behind.push(...(ways.get(id) ?? []));
  }
  return found;
}

/** The last attempt of each iteration: attempts come in order. */
function lastAttempts(runs: readonly NodeRun[]): NodeRun[] {
  return [...new Map(runs.map((run) => [run.iteration, run])).values()];
}

/** Whether the run of a node ended with the whole run: it took no way out. */
function isStopped({ status, handle }: NodeRun): boolean {
  return status === "cancelled" || status === "running" || (status === "failed" && handle === null);
}

function isDisabled(node: FlatNode | undefined): boolean {
  return node?.settings?.disabled === true;
}
