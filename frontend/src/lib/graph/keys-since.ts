import type { NodeRun } from "@/lib/api/types";
import type { FlatGraph } from "./body";
import { fieldsOf } from "./rename";
import { renameFields } from "./rename-fields";

/** What was recorded names the nodes by the keys that they had then. A node is the same by its id. */
export interface KeysSince {
  /** The keys of now, by those of then, of the nodes that have another one since. */
  renamed: ReadonlyMap<string, string>;
  /** Keys of nodes that are gone, where another node has the key now. */
  passedOn: ReadonlySet<string>;
}

export function keysSince(then: FlatGraph, now: FlatGraph): KeysSince {
  const keys = new Map(now.nodes.map(({ id, key }) => [id, key]));
  const used = new Set(keys.values());
  const renamed = new Map<string, string>();
  const remaining = new Set<string>();
  for (const { id, key } of then.nodes) {
    const current = keys.get(id);
    if (current === undefined) continue;
    remaining.add(key);
    if (current !== key) renamed.set(key, current);
  }
  const passedOn = then.nodes.map(({ key }) => key).filter((key) => used.has(key) && !remaining.has(key));
  return { renamed, passedOn: new Set(passedOn) };
}

export function noneSince({ renamed, passedOn }: KeysSince): boolean {
  return renamed.size === 0 && passedOn.size === 0;
}

/**
 * Recorded runs of nodes as if the nodes had had the keys of now. What a node that is gone did under a key that another has
 * now is left out: it would be taken for the other's.
 */
export function runsSince(runs: readonly NodeRun[], then: FlatGraph, since: KeysSince): readonly NodeRun[] {
  if (noneSince(since)) return runs;
  const { renamed, passedOn } = since;
  const fields = fieldsOf(then, renamed);
  return runs.flatMap((run) => {
    if (passedOn.has(run.key)) return [];
    const key = renamed.get(run.key) ?? run.key;
    return [{ ...run, key, output: renameFields(run.output, run.key, fields) }];
  });
}
