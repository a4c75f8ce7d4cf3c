import type { Annotation, GraphEdge } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import type { Change, Diff } from "@/lib/graph/diff";
import type { FieldChange } from "@/lib/graph/values";
import type { messages } from "@/lib/messages";
import { fieldsDetail, triggerDetail, valueDetail } from "./details";
import type { Names } from "./names";
import type { Tone } from "./overlay";

export type Group = keyof typeof messages.compare.groups;

/** One line of a list of changes. */
export interface Entry {
  id: string;
  group: Group;
  tone: Tone;
  title: string;
  /** What of it differs, in a few words. */
  detail: string | null;
  /** Of what kind of node its fields are. */
  node: string | null;
  /** What of the drawing to show for it, by id. */
  drawn: string | null;
  fields: FieldChange[];
}

type Said = Pick<Change<unknown>, "id" | "kind" | "fields">;

/** What differs as a list: what starts it first, each in the order of the drawing; what only moved is left out. */
export function entriesOf({ nodes, edges, annotations, document, tests }: Diff, names: Names): Entry[] {
  const shown = (fields: FieldChange[]) =>
    fields.map(({ path, before, after }) => ({
      path,
      before: names.value(path, before),
      after: names.value(path, after),
    }));
  const entry = (group: Group, change: Said, title: string): Entry => ({
    id: `${group}:${change.id}`,
    ...{ group, tone: change.kind, title, node: null, drawn: null, fields: shown(change.fields) },
    detail: fieldsDetail(change.fields, null, names),
  });
  const stayed = ({ kind }: Change<unknown>) => kind !== "moved";
  const ofNode = (change: Change<FlatNode>): Entry => {
    const { id, fields } = change;
    const line = { ...entry("nodes", change, names.node(id)), node: id, drawn: id };
    if (!isTrigger(change)) return { ...line, detail: fieldsDetail(fields, id, names) };
    return { ...line, group: "triggers", detail: triggerDetail(change, names) };
  };
  const drawn = nodes.filter(stayed);
  return [
    ...drawn.filter(isTrigger).map(ofNode),
    ...drawn.filter((change) => !isTrigger(change)).map(ofNode),
    ...edges.map((change) => {
      const edge = (change.after ?? change.before) as GraphEdge;
      return { ...entry("edges", change, names.edge(edge)), drawn: edge.source };
    }),
    ...annotations.filter(stayed).map((change) => {
      const title = names.annotation((change.after ?? change.before) as Annotation);
      return { ...entry("annotations", change, title), drawn: change.id };
    }),
    ...document.map((field) => {
      const change = { id: field.path.join("."), kind: "changed" as const, fields: [field] };
      const line = entry("document", change, names.field(field.path, null));
      return { ...line, detail: line.fields.map(valueDetail).join() };
    }),
    ...tests.map((change) => entry("tests", change, change.id)),
  ];
}

function isTrigger({ before, after }: Change<FlatNode>): boolean {
  return (after ?? before)?.type === "trigger";
}
