import type { Annotation } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { annotationsOf, membersOf } from "./annotations";
import type { FlatGraph } from "./body";
import { Geometry } from "./geometry";

const text = messages.annotations;
const TITLE_LENGTH = 60;
const MOST_NAMES = 2;

/** What a note or group is called in a list: by what it says, and a group without a title by the steps it is around. */
export function annotationName(annotation: Annotation, graphs: readonly FlatGraph[]): string {
  const { id, kind, text: words } = annotation;
  const label = text.label(kind, words.slice(0, TITLE_LENGTH));
  if (kind === "note" || words.trim() !== "") return label;
  const graph = graphs.find((one) => annotationsOf(one).some((other) => other.id === id));
  if (!graph) return label;
  const members = membersOf(annotation, new Geometry(graph));
  const names = graph.nodes.filter((node) => members.has(node.id)).map(({ name, key }) => name || key);
  if (names.length === 0) return label;
  return text.groupAround(names.slice(0, MOST_NAMES), Math.max(0, names.length - MOST_NAMES));
}
