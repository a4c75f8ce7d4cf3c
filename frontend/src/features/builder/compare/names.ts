import type { Annotation, Definition, GraphEdge } from "@/lib/api/types";
import type { FlatGraph, FlatNode } from "@/lib/graph/body";
import { definitionOf } from "@/lib/graph/family";
import { handleLabel } from "@/lib/graph/handles";
import type { Path } from "@/lib/graph/values";
import { messages } from "@/lib/messages";

const text = messages.compare;
const COLORS: Readonly<Record<string, string>> = messages.annotations.colorNames;
const TITLE_LENGTH = 60;

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

  /** "Note: Ask Ada first" */
  annotation({ kind, text: words }: Annotation): string {
    return messages.annotations.label(kind, words.slice(0, TITLE_LENGTH));
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

  /** A value as people know it: a loop by its name, a colour by what it is called. */
  value(path: Path, value: unknown): unknown {
    if (path[0] === "color") return COLORS[String(value)] ?? value;
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
