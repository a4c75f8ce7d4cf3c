import type { Definition, Version } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { type Comparable, countChanges, type Diff, diffDrafts } from "@/lib/graph/diff";
import { type Entry, entriesOf } from "./entries";
import { Names } from "./names";

/** What differs between two states of a workflow: the one account of it, for people and for drawings. */
export interface Differences {
  diff: Diff;
  names: Names;
  entries: readonly Entry[];
  /** How many things differ; what only moved does not count. */
  count: number;
  /** How many things only moved. */
  moved: number;
}

export function differencesOf(
  before: Comparable,
  after: Comparable,
  definitions: ReadonlyMap<string, Definition>,
): Differences {
  const diff = diffDrafts(before, after);
  const names = new Names(before.graph, after.graph, definitions);
  const moved = [...diff.nodes, ...diff.annotations].filter(({ kind }) => kind === "moved").length;
  return { diff, names, entries: entriesOf(diff, names), count: countChanges(diff), moved };
}

/** A version has no name and no description of its own: it takes the draft's. */
export function versionAsDraft(
  { graph, settings, tests }: Pick<Version, "graph" | "settings" | "tests">,
  { name, description }: Comparable,
): Comparable {
  return { ...{ name, description, settings, tests }, graph: flatten(graph) };
}
