import { type Draft, type FlatGraph, type FlatNode, isLoop } from "./body";
import { rightHandles } from "./handles";
import { type Renames, renameReferences } from "./references";
import { renameInTest } from "./rename-in-test";

type Keys = ReadonlyMap<string, string>;

/** Gives nodes other keys, by their old ones, all at once, and every expression and saved test that names them. */
export function renameInDraft(draft: Draft, keys: Keys): { draft: Draft; references: number } {
  if (keys.size === 0) return { draft, references: 0 };
  const renames = { keys, fields: fieldsOf(draft.graph, keys) };
  const { graph, references } = rename(draft.graph, renames);
  const ends = endsAtTop(draft.graph);
  const tests = draft.tests?.map((test) => renameInTest(test, renames, ends));
  return { draft: { ...draft, graph, ...(tests ? { tests } : {}) }, references };
}

/** Gives nodes other keys, by their old ones, all at once, and rewrites every expression that read them. */
export function renameKeys(graph: FlatGraph, keys: Keys): FlatGraph {
  return keys.size === 0 ? graph : rename(graph, { keys, fields: fieldsOf(graph, keys) }).graph;
}

function rename(graph: FlatGraph, renames: Renames): { graph: FlatGraph; references: number } {
  const { keys } = renames;
  let references = 0;
  const nodes = graph.nodes.map((node) => {
    const key = keys.get(node.key) ?? node.key;
    // Of the settings only `select` is an expression, and it reads the step's own result alone.
    const { value: config, count } = renameReferences(node.config, renames);
    references += count;
    return key === node.key && config === node.config ? node : { ...node, key, config };
  });
  return { graph: { ...graph, nodes }, references };
}

/** The outputs that have those of renamed nodes by key: of a merge of all its branches, and of a loop its items'. */
export function fieldsOf(graph: FlatGraph, keys: Keys): Renames["fields"] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const fields = new Map<string, Map<string, string>>();
  const add = (owner: FlatNode, key: string, to: string) =>
    fields.set(owner.key, (fields.get(owner.key) ?? new Map<string, string>()).set(key, to));
  for (const { source, target } of graph.edges) {
    const [from, merge] = [nodes.get(source), nodes.get(target)];
    const to = from && keys.get(from.key);
    if (from && to !== undefined && merge?.type === "merge" && (merge.config.mode ?? "all") === "all")
      add(merge, from.key, to);
  }
  const ends = endsOf(graph);
  for (const node of graph.nodes) {
    const loop = node.parent === undefined ? undefined : nodes.get(node.parent);
    const to = keys.get(node.key);
    if (loop && isLoop(loop) && to !== undefined && loop.config.result === undefined && ends.has(node.id))
      add(loop, node.key, to);
  }
  return fields;
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
