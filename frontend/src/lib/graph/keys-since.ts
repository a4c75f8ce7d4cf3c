import type { NodeRun } from "@/lib/api/types";
import type { FlatGraph } from "./body";
import { fieldsOf } from "./rename";
import { renameFields } from "./rename-fields";

/** What was recorded names the nodes by the keys that they had then. A node is the same by its id. */
export type KeysSince = ReadonlyMap<string, string>;

/** The keys of now, by those of then, of the nodes that have another one since. */
export function keysSince(then: FlatGraph, now: FlatGraph): KeysSince {
  const keys = new Map(now.nodes.map(({ id, key }) => [id, key]));
  return new Map(
    then.nodes.flatMap(({ id, key }) => {
      const current = keys.get(id);
      return current === undefined || current === key ? [] : [[key, current] as const];
    }),
  );
}

/**
 * Recorded runs of nodes as if the nodes had had the keys of now. What a node that is gone did under a key that another has
 * now is left out: it would be taken for the other's.
 */
export function runsSince(runs: readonly NodeRun[], then: FlatGraph, keys: KeysSince): readonly NodeRun[] {
  if (keys.size === 0) return runs;
  const taken = new Set(keys.values());
  const fields = fieldsOf(then, keys);
  return runs.flatMap((run) => {
    const key = keys.get(run.key) ?? (taken.has(run.key) ? undefined : run.key);
    if (key === undefined) return [];
    const names = fields.get(run.key);
    return [{ ...run, key, ...(names ? { output: renameFields(run.output, names) } : {}) }];
  });
}
