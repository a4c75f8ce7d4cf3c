import type { Annotation, Definition, GraphEdge } from "@/lib/api/types";
import { annotationName } from "@/lib/graph/annotation-name";
import type { FlatGraph, FlatNode } from "@/lib/graph/body";
import { definitionOf } from "@/lib/graph/family";
import { handleLabel } from "@/lib/graph/handles";
import type { Path } from "@/lib/graph/values";
import { messages } from "@/lib/messages";
import { formatSeconds } from "@/lib/time";
import { wordsOfName } from "@/lib/words";
import { placeOf } from "../panels/place-of";

const text = messages.compare;
const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  durability: messages.properties.durabilities,
  overlap: messages.properties.overlaps,
  on_error: messages.properties.onErrorOptions,
};
const COLORS: Readonly<Record<string, string>> = messages.annotations.colorNames;

/** How things of two drawings are called. */
export class Names {
  private readonly graphs: readonly FlatGraph[];
  private readonly nodes: ReadonlyMap<string, FlatNode>;

  constructor(
    before: FlatGraph,
    after: FlatGraph,
    private readonly definitions: ReadonlyMap<string, Definition>,
  ) {
    this.graphs = [after, before];
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

  /** "Note: Ask Ada first", "Group around Fetch, Send" */
  annotation(annotation: Annotation): string {
    return annotationName(annotation, this.graphs);
  }

  /** "Configuration › URL": by the title that the form has for the field, where it has one. */
  field(path: Path, nodeId: string | null): string {
    const [part, first, ...rest] = path;
    if (part === undefined) return "";
    const whole = text.parts[part] ?? part;
    if (first === undefined) return whole;
    if (part === "settings")
      return [whole, ...(this.inForm(path, nodeId) ?? [wordsOfName(first), ...rest])].join(" › ");
    const title = part === "config" ? this.inForm([part, first], nodeId) : null;
    return [whole, ...(title ?? [first]), ...rest].join(" › ");
  }

  /** What the form of a node, or of the workflow, calls a field; null where it has no name for it. */
  private inForm(path: Path, nodeId: string | null): [string] | null {
    const node = nodeId === null ? undefined : this.nodes.get(nodeId);
    const place = path.join(".");
    const named = placeOf(
      place,
      node ? { type: node.type, definition: definitionOf(node, this.definitions) } : "workflow",
    );
    return named === null || named === place ? null : [named];
  }

  /** A value as people know it: a loop by its name, a colour by what it is called, a time limit in its unit. */
  value(path: Path, value: unknown): unknown {
    if (path[0] === "settings") return CHOICES[path[1] ?? ""]?.[String(value)] ?? lengthOr(path, value);
    if (path[0] === "color") return COLORS[String(value)] ?? value;
    if (path[0] !== "parent" && path[0] !== "source" && path[0] !== "target") return value;
    return typeof value === "string" ? this.node(value) : text.outside;
  }
}

function lengthOr(path: Path, value: unknown): unknown {
  return path[1] === "timeout_seconds" && typeof value === "number" ? formatSeconds(value) : value;
}
