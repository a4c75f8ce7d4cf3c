import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Execution, NodeRun } from "@/lib/api/types";
import { readNodeRuns } from "../api/node-runs";
import { knownUpTo, mergeRuns } from "./merge";

/** Pages read at a time, all nodes together; each node asked for gets one at least. */
const PAGES = 5;
/** In place of a node's key: whichever nodes come next. */
const ANY = "";

interface Loaded {
  /** How the execution stood: a run that ended, or goes on again, has other records. */
  of: string;
  runs: readonly NodeRun[];
  /** How far the list of each node was read; null to its end. */
  read: ReadonlyMap<string, number | null>;
}

export interface MoreRuns {
  /** Every run of a node that is known. */
  runs: readonly NodeRun[];
  total: number;
  /** Whether runs of these nodes may be missing; of any node without keys. */
  isPartial: (keys: readonly string[] | null) => boolean;
  load: (keys: readonly string[] | null, told?: { onError: (error: Error) => void }) => void;
  loading: boolean;
  error: Error | null;
}

/** The runs that came with an execution, and more of them on demand. */
export function useMoreRuns(execution: Execution): MoreRuns {
  const of = `${execution.id} ${execution.ended_at ?? ""}`;
  const [kept, setKept] = useState<Loaded>({ of, runs: [], read: new Map() });
  const loaded = useMemo(() => (kept.of === of ? kept : { of, runs: [], read: new Map() }), [kept, of]);
  const runs = useMemo(() => mergeRuns(execution.nodes, loaded.runs), [execution.nodes, loaded.runs]);
  const total = execution.nodes_total;

  const { mutate, isPending, error } = useMutation({
    mutationFn: (keys: readonly string[] | null) => {
      const wanted = keys ?? [ANY];
      const pages = Math.max(1, Math.floor(PAGES / wanted.length));
      const known = knownUpTo(runs);
      return Promise.all(
        wanted.map(async (key) => {
          let after: number | null = loaded.read.get(key) ?? -1;
          if (loaded.read.get(key) === null) return { key, after: null, found: [] };
          const found: NodeRun[] = [];
          for (let page = 0; page < pages && after !== null; page++) {
            const answer = await readNodeRuns(execution.id, {
              key: key === ANY ? undefined : key,
              after: Math.max(after, known),
            });
            found.push(...answer.items);
            if (answer.next_cursor !== null) after = Number(answer.next_cursor);
            else if (execution.ended_at) after = null;
            // A run under way gets more.
            else {
              after = answer.items.at(-1)?.position ?? after;
              break;
            }
          }
          return { key, after, found };
        }),
      );
    },
    onSuccess: (lists) =>
      setKept((before) => ({
        of,
        runs: [...(before.of === of ? before.runs : []), ...lists.flatMap(({ found }) => found)],
        read: new Map([
          ...(before.of === of ? before.read : []),
          ...lists.map(({ key, after }) => [key, after] as const),
        ]),
      })),
  });

  return useMemo(
    () => ({
      ...{ runs, total, error, loading: isPending },
      isPartial: (keys) =>
        runs.length < total && (keys ?? [ANY]).some((key) => loaded.read.get(key) !== null),
      load: (keys, told) => mutate(keys, told),
    }),
    [runs, total, error, isPending, loaded, mutate],
  );
}
