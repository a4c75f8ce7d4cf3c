import { type Draft, type FlatGraph, type FlatNode, isLoop } from "./body";
import type { Fields } from "./field-paths";
import { rightHandles } from "./handles";
import { type Renames, renameReferences } from "./references";
import { renameInTest } from "./rename-in-test";

type Keys = ReadonlyMap<string, string>;

/**
 * Gives nodes other keys, by their old ones, all at once, and every expression and saved test that names them.
 * `references`: how many were renamed; `unfollowed`: how many expressions hand on as a whole an output with renamed fields.
 */
export function renameInDraft(
  draft: Draft,
  keys: Keys,
): { draft: Draft; references: number; unfollowed: number } {
  if (keys.size === 0) return { draft, references: 0, unfollowed: 0 };
  const renames = { keys, fields: fieldsOf(draft.graph, keys) };
  const { graph, references, unfollowed } = rename(draft.graph, renames);
  const ends = endsAtTop(draft.graph);
  const tests = draft.tests?.map((test) => renameInTest(test, renames, ends));
  return { draft: { ...draft, graph, ...(tests ? { tests } : {}) }, references, unfollowed };
}

/** Gives nodes other keys, by their old ones, all at once, and rewrites every expression that read them. */
export function renameKeys(graph: FlatGraph, keys: Keys): FlatGraph {
  return keys.size === 0 ? graph : rename(graph, { keys, fields: fieldsOf(graph, keys) }).graph;
}

function rename(graph: FlatGraph, renames: Renames) {
  const { keys } = renames;
  let [references, unfollowed] = [0, 0];
  const nodes = graph.nodes.map((node) => {
    const key = keys.get(node.key) ?? node.key;
    // Of the settings only `select` is an expression, and it reads the step's own result alone.
    const { value: config, ...counts } = renameReferences(node.config, renames);
    references += counts.count;
    unfollowed += counts.unfollowed;
    return key === node.key && config === node.config ? node : { ...node, key, config };
  });
  return { graph: { ...graph, nodes }, references, unfollowed };
}

/** The outputs that have those of renamed nodes by key, at any depth: of a merge of all its branches, and of a loop its items'. */
export function fieldsOf(graph: FlatGraph, keys: Keys): Fields {
  const held = new Map<string, string[]>();
  for (const [owner, key] of outputsByKey(graph)) held.set(owner, [...(held.get(owner) ?? []), key]);
  const fields = new Map<string, Map<string, string>>();
  // An output that has fields is a field of those around it: as deep as they lie in one another.
  for (let known = -1, count = 0; known !== count;) {
    known = count;
    count = 0;
    for (const [owner, inside] of held) {
      const names = inside.filter((key) => keys.has(key) || fields.has(key));
      if (names.length > 0) fields.set(owner, new Map(names.map((key) => [key, keys.get(key) ?? key])));
      count += names.length;
    }
  }
  return fields;
}

/** The key of each node whose output has another's by its key, with that. */
function outputsByKey(graph: FlatGraph): [owner: string, key: string][] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const found: [string, string][] = [];
  for (const { source, target } of graph.edges) {
    const [from, merge] = [nodes.get(source), nodes.get(target)];
    if (from && merge?.type === "merge" && (merge.config.mode ?? "all") === "all")
      found.push([merge.key, from.key]);
  }
  const ends = endsOf(graph);
  for (const node of graph.nodes) {
    const loop = node.parent === undefined ? undefined : nodes.get(node.parent);
    if (loop && isLoop(loop) && loop.config.result === undefined && ends.has(node.id))
      found.push([loop.key, node.key]);
  }
  return found;
}

/** Ids of the nodes that have a way out with nothing behind it, but for failing: their outputs are the result, by key. */
function endsOf(graph: FlatGraph): Set<string> {
  const led = new Set(graph.edges.map(({ source, source_handle }) => `${source} ${source_handle ?? "out"}`));
  const isEnd = (node: FlatNode) => rightHandles(node).some((handle) => !led.has(`${node.id} ${handle}`));
  return new Set(graph.nodes.filter(isEnd).map(({ id }) => id));
}

function endsAtTop(graph: FlatGraph): Set<string> {
  const ends = endsOf(graph);
  return new Set(
    graph.nodes.filter(({ id, parent }) => parent === undefined && ends.has(id)).map(({ key }) => key),
  );
}
