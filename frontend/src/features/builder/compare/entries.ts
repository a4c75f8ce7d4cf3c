import type { Definition, GraphEdge } from "@/lib/api/types";
import type { FlatGraph, FlatNode } from "@/lib/graph/body";
import type { Change, Diff } from "@/lib/graph/diff";
import { definitionOf } from "@/lib/graph/family";
import { handleLabel } from "@/lib/graph/handles";
import { type FieldChange, type Path } from "@/lib/graph/values";
import { messages } from "@/lib/messages";
import type { Tone } from "./overlay";

const text = messages.compare;

export type Group = keyof typeof text.groups;

/** One line of a list of changes. */
export interface Entry {
  id: string;
  group: Group;
  tone: Tone;
  title: string;
  /** The node to show for it. */
  node: string | null;
  fields: FieldChange[];
}

/** How things of two drawings are called. */
export class Names {
  private readonly nodes: ReadonlyMap<string, FlatNode>;

  constructor(
    before: FlatGraph,
    after: FlatGraph,
    private readonly definitions: ReadonlyMap<string, Definition>,
  ) {
    this.nodes = new Map([...before.nodes, ...after.nodes].map((node) => [node.id, node]));
  }

  node(id: string): string {
    const node = this.nodes.get(id);
    return node?.name || node?.key || id;
  }

  edge({ source, source_handle, target }: GraphEdge): string {
    const from = this.nodes.get(source);
    return text.edge(
      this.node(source),
      from ? handleLabel(from, source_handle ?? "out") : null,
      this.node(target),
    );
  }

  /** "Configuration › URL": by the definition's title for the field where it has one. */
  field(path: Path, nodeId: string | null): string {
    const [part, first, ...rest] = path;
    if (part === undefined) return "";
    const node = nodeId === null ? undefined : this.nodes.get(nodeId);
    const schema = node && (definitionOf(node, this.definitions)?.config_schema as Schema | undefined);
    const title = part === "config" && first !== undefined ? schema?.properties?.[first]?.title : undefined;
    const named = part === "settings" && first !== undefined ? readable(first) : first;
    const place = named === undefined ? [] : [title ?? named, ...rest];
    return [text.parts[part] ?? part, ...place].join(" › ");
  }

  /** A value as people know it: a loop by its name. */
  value(path: Path, value: unknown): unknown {
    if (path[0] !== "parent" && path[0] !== "source" && path[0] !== "target") return value;
    return typeof value === "string" ? this.node(value) : text.outside;
  }
}

/** `timeout_seconds` -> "Timeout seconds" */
function readable(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Schema {
  properties?: Record<string, { title?: string } | undefined>;
}

/** What differs as a list: steps first, in the order of the drawing; those that only moved are left out. */
export function entriesOf({ nodes, edges, others, document, tests }: Diff, names: Names): Entry[] {
  const shown = (fields: FieldChange[]) =>
    fields.map(({ path, before, after }) => ({
      path,
      before: names.value(path, before),
      after: names.value(path, after),
    }));
  const entry = (group: Group, change: Change<unknown>, title: string, node: string | null): Entry => ({
    id: `${group}:${change.id}`,
    ...{ group, tone: change.kind, title, node, fields: shown(change.fields) },
  });
  const stayed = ({ kind }: Change<unknown>) => kind !== "moved";
  return [
    ...nodes.filter(stayed).map((change) => entry("nodes", change, names.node(change.id), change.id)),
    ...edges.map((change) => {
      const edge = (change.after ?? change.before) as GraphEdge;
      return entry("edges", change, names.edge(edge), edge.source);
    }),
    ...others.filter(stayed).map((change) => {
      const { text: words } = (change.after ?? change.before) as { text?: unknown };
      const title = typeof words === "string" && words ? words.slice(0, 60) : text.note;
      return { ...entry("others", change, title, null), id: `others:${change.collection}/${change.id}` };
    }),
    ...document.map(({ path, ...values }): Entry => {
      const fields = [{ path, ...values }];
      const id = `document:${path.join(".")}`;
      return { id, group: "document", tone: "changed", title: names.field(path, null), node: null, fields };
    }),
    ...tests.map((change) => entry("tests", change, change.id, null)),
  ];
}
