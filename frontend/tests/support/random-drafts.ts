import type { Annotation, GraphEdge } from "@/lib/api/types";
import { annotationsOf } from "@/lib/graph/annotations";
import type { Draft, FlatGraph, FlatNode } from "@/lib/graph/body";
import { newDocument } from "@/lib/graph/document";
import { annotation } from "./graphs";

/** Numbers that look random and are the same for one seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit: number) => Math.floor(next() * limit),
    pick: <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)],
  };
}

type Random = ReturnType<typeof randomFrom>;

/** A draft of ten nodes, two of them loops with bodies, wired at random within each level. */
export function randomDraft(random: Random): Draft {
  const nodes: FlatNode[] = [step("start", "trigger"), step("outer", "loop"), step("inner", "loop", "outer")];
  for (let at = 0; at < 7; at += 1)
    nodes.push(step(`n${at}`, "action", random.pick([undefined, "outer", "inner"])));
  let draft: Draft = {
    ...newDocument("Base"),
    graph: {
      nodes,
      edges: [],
      annotations: [annotation("a0"), annotation("a1"), annotation("a2", { kind: "group" })],
    },
  };
  for (let at = 0; at < 8; at += 1) draft = wired(draft, random, `e${at}`);
  return draft;
}

/** The draft after some edits, whose names and new things carry `who`. */
export function randomEdits(draft: Draft, random: Random, who: string, count: number): Draft {
  let edited = draft;
  for (let at = 0; at < count; at += 1) edited = oneEdit(edited, random, `${who}${at}`);
  return edited;
}

function oneEdit(draft: Draft, random: Random, tag: string): Draft {
  const { graph } = draft;
  const node = random.pick(graph.nodes);
  if (!node) return draft;
  const change = (next: Partial<FlatNode>) =>
    withNodes(
      draft,
      graph.nodes.map((each) => (each === node ? { ...each, ...next } : each)),
    );
  switch (random.below(12)) {
    case 0:
      return change({ name: tag });
    case 1:
      return change({ config: { ...node.config, [random.pick(["a", "b", "c"]) ?? "a"]: tag } });
    case 2:
      return change({ position: { x: random.below(900), y: random.below(900) } });
    case 3:
      return change({ settings: { ...node.settings, notes: tag } });
    case 4: {
      const parent = random.pick(graph.nodes.filter(({ type }) => type === "loop"))?.id;
      return withNodes(draft, [
        ...graph.nodes,
        step(`new_${tag}`, "action", random.below(2) ? parent : undefined),
      ]);
    }
    case 5:
      return node.type === "trigger" ? draft : without(draft, node.id);
    case 6:
      return wired(draft, random, `e_${tag}`);
    case 7: {
      const edge = random.pick(graph.edges);
      return { ...draft, graph: { ...graph, edges: graph.edges.filter((each) => each !== edge) } };
    }
    case 8:
      return annotated(draft, [...annotationsOf(graph), annotation(`note_${tag}`)]);
    case 9:
    case 10:
      return annotated(draft, editedNotes(annotationsOf(graph), random, tag));
    default:
      return random.below(2)
        ? { ...draft, name: tag }
        : { ...draft, settings: { ...draft.settings, timezone: tag } };
  }
}

function step(id: string, type: string, parent?: string): FlatNode {
  const config = type === "loop" ? { items: "{% $start.rows %}" } : { a: "{% $start.x %}", b: 1 };
  const node = { id, key: id.toLowerCase(), type, name: id, position: { x: 0, y: 0 }, config, settings: {} };
  return parent === undefined ? node : { ...node, parent };
}

/** One of them rewritten, moved or gone. */
function editedNotes(notes: readonly Annotation[], random: Random, tag: string): Annotation[] {
  const one = random.pick(notes);
  const edit = random.below(3);
  if (edit === 0) return notes.filter((each) => each !== one);
  const change = edit === 1 ? { text: tag } : { position: { x: random.below(900), y: random.below(900) } };
  return notes.map((each) => (each === one ? { ...each, ...change } : each));
}

function annotated(draft: Draft, annotations: Annotation[]): Draft {
  return { ...draft, graph: { ...draft.graph, annotations } };
}

function withNodes(draft: Draft, nodes: FlatNode[]): Draft {
  return { ...draft, graph: { ...draft.graph, nodes } };
}

function without(draft: Draft, id: string): Draft {
  const gone = new Set([id]);
  for (let size = 0; size !== gone.size;) {
    size = gone.size;
    for (const node of draft.graph.nodes)
      if (node.parent !== undefined && gone.has(node.parent)) gone.add(node.id);
  }
  const graph: FlatGraph = {
    ...draft.graph,
    nodes: draft.graph.nodes.filter((node) => !gone.has(node.id)),
    edges: draft.graph.edges.filter(({ source, target }) => !gone.has(source) && !gone.has(target)),
  };
  return { ...draft, graph };
}

function wired(draft: Draft, random: Random, id: string): Draft {
  const { nodes, edges } = draft.graph;
  const from = random.pick(nodes);
  const to = random.pick(nodes.filter((node) => node !== from && node.parent === from?.parent));
  if (!from || !to || edges.some(({ source, target }) => source === from.id && target === to.id))
    return draft;
  const edge: GraphEdge = { id, source: from.id, source_handle: "out", target: to.id };
  return { ...draft, graph: { ...draft.graph, nodes, edges: [...edges, edge] } };
}
