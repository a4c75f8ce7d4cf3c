import type { FlatGraph, FlatNode } from "@/lib/graph/body";
import type { KeysSince } from "@/lib/graph/keys-since";
import { renameKeys } from "@/lib/graph/rename";
import { sameValue } from "@/lib/graph/values";

/** What of a graph a test run depended on, to tell later what it does not say any more. */
interface Tested {
  graph: FlatGraph;
  pins: ReadonlyMap<string, unknown>;
}

/** What was edited: of a node itself, of what leads to it, or of what stands in for it. */
export type StaleCause = "new" | "kind" | "config" | "settings" | "loop" | "connections" | "pin";

/** Why a result says nothing any more: what was edited, and at which node. */
export interface StaleReason {
  /** Id of the edited node: the stale one itself, or one that it depends on. */
  at: string;
  cause: StaleCause;
}

/**
 * The nodes whose results an edit has outdated, and why: those that were changed themselves, what comes after them, and
 * what contains or is contained in them. An undo that brings the tested node back makes it fresh again. What was
 * tested has the keys of now (`testSince`): another key changes nothing of what a node does, nor do its references.
 */
export function staleNodes(tested: Tested, current: Tested): Map<string, StaleReason> {
  const before = new Map(tested.graph.nodes.map((node) => [node.id, node]));
  const wiring = { before: incoming(tested.graph), after: incoming(current.graph) };
  const stale = new Map<string, StaleReason>();
  const targets = new Map<string, string[]>();
  for (const { source, target } of current.graph.edges)
    targets.set(source, [...(targets.get(source) ?? []), target]);
  const nodes = new Map(current.graph.nodes.map((node) => [node.id, node]));
  const inside = new Map<string, string[]>();
  for (const { id, parent } of current.graph.nodes)
    if (parent !== undefined) inside.set(parent, [...(inside.get(parent) ?? []), id]);

  /** What follows a stale node. `body`: whether what is inside a loop does, unless it is stale because of that. */
  const spread = (id: string, reason: StaleReason, body: boolean) => {
    const mark = (next: string, whole: boolean) => {
      if (stale.has(next)) return;
      stale.set(next, reason);
      spread(next, reason, whole);
    };
    for (const target of targets.get(id) ?? []) mark(target, true);
    if (body) for (const child of inside.get(id) ?? []) mark(child, true);
    const parent = nodes.get(id)?.parent;
    if (parent !== undefined) mark(parent, false);
  };
  const causeOf = (node: FlatNode): StaleCause | null => {
    const old = before.get(node.id);
    if (!old) return "new";
    const changed = changeOf(old, node);
    if (changed) return changed;
    if (wiring.before.get(node.id) !== wiring.after.get(node.id)) return "connections";
    return tested.pins.get(node.id) === current.pins.get(node.id) ? null : "pin";
  };
  // First each node's own edits: they say more than that something before it was edited too.
  for (const node of current.graph.nodes) {
    const cause = causeOf(node);
    if (cause) stale.set(node.id, { at: node.id, cause });
  }
  for (const [id, reason] of [...stale]) spread(id, reason, true);
  return stale;
}

/** What of a node's work was changed; positions, names and keys change nothing of it. */
function changeOf(a: FlatNode, b: FlatNode): StaleCause | null {
  if (a.type !== b.type || a.definition !== b.definition) return "kind";
  if (!sameValue(a.config, b.config)) return "config";
  if (!sameValue(a.settings, b.settings)) return "settings";
  return a.parent === b.parent ? null : "loop";
}

/** What of a node's work was changed since its drawing was another one, in which it perhaps had another key. */
export function changeSince(
  { node, graph }: { node: FlatNode; graph: FlatGraph },
  since: KeysSince,
  now: FlatNode,
): StaleCause | null {
  const then = renameKeys(graph, since.renamed).nodes.find(({ id }) => id === node.id);
  return changeOf(then ?? node, now);
}

function incoming({ edges }: FlatGraph): Map<string, string> {
  const ways = new Map<string, string[]>();
  for (const { source, source_handle, target } of edges)
    ways.set(target, [...(ways.get(target) ?? []), `${source}.${source_handle}`]);
  return new Map([...ways].map(([target, sources]) => [target, sources.sort().join(" ")]));
}
