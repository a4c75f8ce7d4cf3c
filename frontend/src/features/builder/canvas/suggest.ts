import type { Definition, GraphNode } from "@/lib/api/types";
import type { FlatGraph } from "@/lib/graph/body";
import { definitionOf, familiesOf, type Family } from "@/lib/graph/family";

/**
 * What is offered where a step is to be put, the likeliest first.
 *
 * 1. What follows the same kind of step by the same way elsewhere in this workflow, the most frequent first, at most
 *    `LEARNT`: people repeat themselves.
 * 2. What commonly follows that kind by that way: `FOLLOWS`, by kind and handle, by handle alone, by kind alone, and
 *    last what follows anything.
 *
 * Both together are `MOST` at most. All the others come after by family, in the registry's order: actions, logic,
 * triggers, the last first where the workflow has none. A step that follows another or lies in a loop is no trigger.
 * The same drawing always gets the same answer.
 */
export interface Offered {
  suggested: readonly Definition[];
  families: readonly { family: Family; items: readonly Definition[] }[];
}

export interface Place {
  /** The way that leads to the new step; null where none does. */
  after: { source: string; handle: string } | null;
  /** Whether it lies in a loop. */
  inLoop: boolean;
}

const MOST = 5;
const LEARNT = 2;

/** Names of definitions, the likeliest first. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  "*.error": ["send_email", "stop", "api_call", "set"],
  "*.timeout": ["send_email", "stop", "api_call"],
  "approval.approved": ["send_email", "api_call", "run_workflow"],
  "approval.rejected": ["send_email", "stop", "api_call"],
  "condition.true": ["send_email", "api_call", "approval", "delay", "stop"],
  "condition.false": ["stop", "send_email", "api_call", "set"],
  "loop.*": ["set", "merge", "send_email", "function", "condition"],
  "switch.*": ["send_email", "api_call", "run_workflow", "set", "stop"],
  "split.*": ["send_email", "api_call", "delay", "set"],
  "merge.*": ["set", "send_email", "condition", "api_call"],
  "delay.*": ["send_email", "api_call", "condition", "run_workflow"],
  "wait_for_events.*": ["condition", "send_email", "api_call", "set"],
  "set.*": ["api_call", "send_email", "condition", "loop"],
  "api_call.*": ["condition", "send_email", "loop", "set", "function"],
  "function.*": ["condition", "send_email", "api_call", "loop"],
  "send_email.*": ["delay", "wait_for_events", "stop", "publish_event", "api_call"],
  "run_workflow.*": ["condition", "set", "send_email"],
  "schedule.*": ["api_call", "loop", "run_workflow", "send_email"],
  "api.*": ["condition", "api_call", "send_email", "set", "approval"],
  "event.*": ["condition", "switch", "api_call", "set"],
  "*.*": ["send_email", "api_call", "condition", "set", "delay"],
};

export function offeredAt(
  { after, inLoop }: Place,
  graph: FlatGraph,
  definitions: ReadonlyMap<string, Definition>,
  fits: (definition: Definition) => boolean = () => true,
): Offered {
  const noTrigger = after !== null || inLoop;
  const all = [...new Set(definitions.values())].filter(
    (each) => each.enabled && !(noTrigger && each.kind === "trigger") && fits(each),
  );
  const suggested = after ? likely(after, graph, definitions, all) : [];
  const rest = all.filter((each) => !suggested.includes(each));
  const families = familiesOf(graph.nodes)
    .map((family) => ({ family, items: rest.filter(({ kind }) => kind === family) }))
    .filter(({ items }) => items.length > 0);
  return { suggested, families };
}

function likely(
  { source, handle }: NonNullable<Place["after"]>,
  graph: FlatGraph,
  definitions: ReadonlyMap<string, Definition>,
  among: readonly Definition[],
): readonly Definition[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const before = nodes.get(source);
  const kind = before && nameOf(before, definitions);
  if (kind === undefined) return [];
  const times = new Map<string, number>();
  for (const edge of graph.edges) {
    const [from, to] = [nodes.get(edge.source), nodes.get(edge.target)];
    if (!from || !to || nameOf(from, definitions) !== kind || (edge.source_handle ?? "out") !== handle)
      continue;
    const next = nameOf(to, definitions);
    times.set(next, (times.get(next) ?? 0) + 1);
  }
  const learnt = [...times].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const common = [`${kind}.${handle}`, `*.${handle}`, `${kind}.*`, "*.*"].flatMap(
    (way) => FOLLOWS[way] ?? [],
  );
  const offered = (name: string) => among.find((each) => each.name === name);
  const first = learnt.flatMap((name) => offered(name) ?? []).slice(0, LEARNT);
  return [...new Set([...first, ...common.flatMap((name) => offered(name) ?? [])])].slice(0, MOST);
}

function nameOf(node: GraphNode, definitions: ReadonlyMap<string, Definition>): string {
  return definitionOf(node, definitions)?.name ?? node.type;
}
