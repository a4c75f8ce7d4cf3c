import type { Problem } from "@/lib/api/types";
import type { FlatGraph, FlatNode } from "@/lib/graph/body";

/** What the guide looks at to see how far a person has come. */
export interface GuideFacts {
  graph: FlatGraph;
  problems: readonly Problem[];
  /** Whether `problems` are those of the graph as it is. */
  checked: boolean;
  tested: boolean;
  published: boolean;
  ran: boolean;
}

export type GuideStep = "trigger" | "address" | "action" | "data" | "complete" | "test" | "publish" | "run";

const WORKS: ReadonlySet<string> = new Set(["action", "run_workflow", "approval"]);

/** The step that the guide speaks of: the first work that follows a trigger, else any work. */
export function guidedAction({ nodes, edges }: FlatGraph): FlatNode | undefined {
  const wired = new Set(edges.map(({ target }) => target));
  const works = nodes.filter(({ type }) => WORKS.has(type));
  return works.find(({ id }) => wired.has(id)) ?? works[0];
}

export function firstTrigger({ nodes }: FlatGraph): FlatNode | undefined {
  return nodes.find(({ type }) => type === "trigger");
}

function hasErrors(problems: readonly Problem[], nodeId: string): boolean {
  return problems.some(({ node_id, severity }) => node_id === nodeId && severity === "error");
}

/** Whether each step is done, in their order: seen from what there is, whoever did it and how. */
export const GUIDE_STEPS: readonly { id: GuideStep; isDone: (facts: GuideFacts) => boolean }[] = [
  { id: "trigger", isDone: ({ graph }) => firstTrigger(graph) !== undefined },
  {
    id: "address",
    isDone: ({ graph, problems, checked }) => {
      const trigger = firstTrigger(graph);
      return trigger !== undefined && checked && !hasErrors(problems, trigger.id);
    },
  },
  {
    id: "action",
    isDone: ({ graph }) => {
      const action = guidedAction(graph);
      return action !== undefined && graph.edges.some(({ target }) => target === action.id);
    },
  },
  {
    id: "data",
    isDone: ({ graph }) => JSON.stringify(guidedAction(graph)?.config ?? {}).includes("$trigger"),
  },
  {
    id: "complete",
    isDone: ({ problems, checked }) => checked && problems.every(({ severity }) => severity !== "error"),
  },
  { id: "test", isDone: ({ tested }) => tested },
  { id: "publish", isDone: ({ published }) => published },
  { id: "run", isDone: ({ ran }) => ran },
];

/** The first step that is neither done nor skipped; null when none is left. A later one done has done those before it. */
export function currentStep(facts: GuideFacts, skipped: readonly string[]): GuideStep | null {
  const open = GUIDE_STEPS.filter(({ id, isDone }) => !skipped.includes(id) && !isDone(facts));
  // Whoever has published need not be told to test.
  const reached = facts.ran ? "run" : facts.published ? "publish" : null;
  const from = GUIDE_STEPS.findIndex(({ id }) => id === reached);
  return open.find(({ id }) => GUIDE_STEPS.findIndex((step) => step.id === id) > from)?.id ?? null;
}
