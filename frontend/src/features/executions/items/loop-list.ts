import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Execution, NodeRun } from "@/lib/api/types";
import { evaluator } from "@/lib/evaluation/evaluator";
import { ancestorsOf } from "@/lib/graph/ancestors";
import { type FlatGraph, type FlatNode, loopsAround } from "@/lib/graph/body";
import { outcomesOf } from "@/lib/graph/outcomes";
import { itemsAt, outputsAt, valuesAt } from "@/lib/graph/samples";
import { expressionsIn, variablesIn } from "@/lib/graph/variables-read";
import { nodeRunQuery } from "../api/node-runs";

/** The run whose loops are looked at, and where values that were left out of it are kept once they are loaded. */
export interface Recorded {
  execution: Pick<Execution, "id" | "started_at" | "version" | "workflow_id" | "nodes">;
  graph: FlatGraph;
  queries: QueryClient;
}

/**
 * The list that a loop went through, in the iteration `outer` of the loops around it; null where the record does not tell.
 * A record has no items: they are what `items` of the run's version gives on the outputs that were recorded.
 */
export function loopListQuery(recorded: Recorded, loop: FlatNode, outer: string) {
  const { execution, graph } = recorded;
  const sources = sourcesOf(recorded, loop, outer);
  return queryOptions({
    queryKey: [
      ...["executions", "loop-list", execution.id, loop.id, outer],
      // What comes to be known while the run goes on makes another question of it.
      sources.map(({ key, iteration, attempt, status }) => [key, iteration, attempt, status].join()),
    ],
    queryFn: async ({ signal }): Promise<readonly unknown[] | null> => {
      const outputs = outputsAt(graph, await Promise.all(sources.map((run) => whole(recorded, run))), outer);
      const { id, started_at, version, workflow_id } = execution;
      const run = {
        execution: { id, name: id.slice(id.indexOf(".") + 1), arn: id, started_at },
        workflow: { id: workflow_id, version },
      };
      const listed = async (at: FlatNode, items: Parameters<Parameters<typeof itemsAt>[2]>[2]) => {
        const values = valuesAt(graph, at, { outputs, items, ...run });
        const read = readBy(at);
        if (namesAround(graph, at).some((name) => read.has(name) && !(name in values))) return null;
        const variables = Object.fromEntries(Object.entries(values).filter(([name]) => read.has(name)));
        const outcome = await evaluator.evaluate({ value: at.config.items, variables }, signal);
        const list: unknown = outcome.kind === "value" ? JSON.parse(outcome.json) : null;
        return Array.isArray(list) ? (list as unknown[]) : null;
      };
      const around = loopsAround(graph, loop.id).reverse();
      return listed(loop, await itemsAt(around, outer, (_, at, known) => listed(at, known)));
    },
    staleTime: Infinity,
  });
}

/** The runs of which a loop's list, and those of the loops around it, are made; the last attempt counts. */
function sourcesOf({ execution, graph }: Recorded, loop: FlatNode, outer: string): NodeRun[] {
  const loops = [loop, ...loopsAround(graph, loop.id)];
  const keys = new Set(
    loops.flatMap((each) => {
      const read = readBy(each);
      return ancestorsOf(graph, each.id)
        .filter(
          ({ key, type }) =>
            read.has(key) ||
            (type === "trigger" && read.has("trigger")) ||
            (type === "set" && read.has("vars")),
        )
        .map(({ key }) => key);
    }),
  );
  const outcomes = byNode(execution.nodes);
  const last = new Map<string, NodeRun>();
  for (const run of [...keys].flatMap((key) => outcomes.get(key)?.runs ?? [])) {
    const isAround = run.iteration === "" || `${outer}.`.startsWith(`${run.iteration}.`);
    if (isAround) last.set(`${run.key}|${run.iteration}`, run);
  }
  return [...last.values()];
}

/** Thousands of runs are sorted once, however many lists are asked for. */
const sorted = new WeakMap<readonly NodeRun[], ReturnType<typeof outcomesOf>>();

function byNode(runs: readonly NodeRun[]): ReturnType<typeof outcomesOf> {
  const known = sorted.get(runs) ?? outcomesOf(runs);
  sorted.set(runs, known);
  return known;
}

/** A run with its values: those that did not fit into the execution's answer are asked for. */
async function whole({ execution, queries }: Recorded, run: NodeRun): Promise<NodeRun> {
  return run.values_omitted ? queries.fetchQuery(nodeRunQuery(execution.id, run)) : run;
}

function readBy({ config }: FlatNode): Set<string> {
  return new Set(expressionsIn(config.items).flatMap(variablesIn));
}

/** Names that stand for something of the run: one that is read without a value makes the list unknown, not shorter. */
function namesAround(graph: FlatGraph, loop: FlatNode): string[] {
  const loops = loopsAround(graph, loop.id).map(({ key }) => key);
  const names = ancestorsOf(graph, loop.id).map(({ key }) => key);
  return [...names, ...loops, "trigger", "vars", ...(loops.length > 0 ? ["item", "index"] : [])];
}
