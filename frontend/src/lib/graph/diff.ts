import type { Annotation, GraphEdge } from "@/lib/api/types";
import { annotationsOf, rectOf, saidBy } from "./annotations";
import type { Draft, FlatGraph, FlatNode } from "./body";
import { type FieldChange, fieldChanges, sameValue } from "./values";

/** What became of one thing of a workflow. `moved`: drawn elsewhere, and else the same. */
export type ChangeKind = "added" | "removed" | "changed" | "moved";

export interface Change<T> {
  id: string;
  kind: ChangeKind;
  before: T | undefined;
  after: T | undefined;
  /** What differs, for a thing that both have. */
  fields: FieldChange[];
}

type NodeChange = Change<FlatNode>;
type EdgeChange = Change<GraphEdge>;

/** What differs between two states of a workflow: nodes in loops are among the others. */
export interface Diff {
  nodes: NodeChange[];
  edges: EdgeChange[];
  /** Notes and groups; one that has another place or size, and else says the same, has `moved`. */
  annotations: Change<Annotation>[];
  /** Name, description, settings. */
  document: FieldChange[];
  /** Saved tests by name. */
  tests: Change<Named>[];
}

export type Named = Record<string, unknown> & { name: string };

export type Comparable = Pick<Draft, "name" | "description" | "settings" | "graph" | "tests">;

export function diffDrafts(before: Comparable, after: Comparable): Diff {
  return {
    nodes: changesById(before.graph.nodes, after.graph.nodes, nodeFields, onlyMoved),
    edges: edgeChanges(before.graph, after.graph),
    annotations: changesById(
      annotationsOf(before.graph),
      annotationsOf(after.graph),
      saidBy,
      (old, now) => !sameValue(rectOf(old), rectOf(now)),
    ),
    document: fieldChanges(documentFields(before), documentFields(after)),
    tests: testChanges(before.tests, after.tests),
  };
}

/** How many things differ; what only moved does not count. */
export function countChanges({ nodes, edges, annotations, document, tests }: Diff): number {
  const real = [...nodes, ...edges, ...annotations].filter(({ kind }) => kind !== "moved").length;
  return real + document.length + tests.length;
}

export function isEmpty(diff: Diff): boolean {
  return Object.values(diff).every((changes: unknown[]) => changes.length === 0);
}

/** Two edges from one handle to one node are the same, whatever they are called. */
export function connectionOf({ source, source_handle, target }: GraphEdge): string {
  return JSON.stringify([source, source_handle ?? "out", target]);
}

/** The fields of a node that say what it is and does. */
function nodeFields({ key, type, definition, name, parent, config, settings }: FlatNode) {
  return { name, key, type, definition, parent, config, settings };
}

function onlyMoved(before: FlatNode, after: FlatNode): boolean {
  return !sameValue(before.position, after.position);
}

function documentFields({ name, description, settings }: Comparable) {
  return { name, description, settings };
}

function changesById<T extends { id: string }>(
  before: readonly T[],
  after: readonly T[],
  fieldsOf: (thing: T) => unknown,
  moved: (before: T, after: T) => boolean,
): Change<T>[] {
  const old = new Map(before.map((thing) => [thing.id, thing]));
  const now = new Set(after.map(({ id }) => id));
  const removed = before
    .filter(({ id }) => !now.has(id))
    .map((thing): Change<T> => ({
      ...{ id: thing.id, kind: "removed", fields: [] },
      before: thing,
      after: undefined,
    }));
  const rest = after.flatMap((thing): Change<T>[] => {
    const past = old.get(thing.id);
    const both = { id: thing.id, before: past, after: thing };
    if (!past) return [{ ...both, kind: "added", fields: [] }];
    if (past === thing) return [];
    const fields = fieldChanges(fieldsOf(past), fieldsOf(thing));
    if (fields.length > 0) return [{ ...both, kind: "changed", fields }];
    return moved(past, thing) ? [{ ...both, kind: "moved", fields }] : [];
  });
  return [...rest, ...removed];
}

function edgeChanges(before: FlatGraph, after: FlatGraph): EdgeChange[] {
  const fieldsOf = ({ id: _, ...edge }: GraphEdge) => ({
    ...edge,
    source_handle: edge.source_handle ?? "out",
  });
  const changes = changesById(before.edges, after.edges, fieldsOf, () => false);
  // Drawn anew, but where one was: nothing has changed.
  const removed = new Set(
    changes.flatMap((each) => (each.kind === "removed" && each.before ? [connectionOf(each.before)] : [])),
  );
  const added = new Set(
    changes.flatMap((each) => (each.kind === "added" && each.after ? [connectionOf(each.after)] : [])),
  );
  return changes.filter(({ kind, before: old, after: now }) => {
    const edge = now ?? old;
    const same = edge !== undefined && removed.has(connectionOf(edge)) && added.has(connectionOf(edge));
    return kind === "changed" || !same;
  });
}

function testChanges(before: Comparable["tests"], after: Comparable["tests"]): Change<Named>[] {
  // A version of which nobody knows the tests says nothing about them.
  if (!before || !after) return [];
  const byName = (tests: readonly { name: string }[]) =>
    tests.map((test) => ({ ...test, id: test.name }) as Named & { id: string });
  return changesById(
    byName(before),
    byName(after),
    (test) => test,
    () => false,
  );
}
