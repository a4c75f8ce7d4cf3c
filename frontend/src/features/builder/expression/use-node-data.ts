import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { NodeRun } from "@/lib/api/types";
import { type FlatGraph, type FlatNode, flatten, loopsAround } from "@/lib/graph/body";
import { runsSince } from "@/lib/graph/keys-since";
import { sameValue } from "@/lib/graph/values";
import { parseJson } from "@/lib/json";
import { messages } from "@/lib/messages";
import { runStart } from "@/lib/run-start";
import { formatRelative } from "@/lib/time";
import { lastRunQuery } from "../api/last-run-query";
import { useBuilder, useBuilderContext, useTesting } from "../state/context";
import type { RealRun } from "../testing/test-store";
import { useKeysSince, useLastTest } from "../testing/use-last-test";
import { useTestStart } from "../testing/use-test-start";
import { evaluator } from "@/lib/evaluation/evaluator";
import { itemsAt, iterationsOf, outputsAt, type Samples } from "@/lib/graph/samples";
import { bindingsOf, scopeOf } from "./scope";

const text = messages.preview;

/** What is known of the data around a node, and where it is from. */
export interface NodeData {
  samples: Samples;
  /** For people: "from the test run 2 minutes ago"; null when there is no data. */
  origin: string | null;
  runs: readonly NodeRun[];
  /** The iterations the node went through; `[""]` outside of loops. */
  iterations: readonly string[];
  iteration: string;
  /** The execution that the data is from; null for a test. */
  of: RealRun | null;
}

interface Source {
  runs: readonly NodeRun[];
  from: { kind: "test" | "run"; at: string } | null;
  of: RealRun | null;
  /** What it was started with, as it was asked for. */
  begun: unknown;
  execution: unknown;
  version: number | null;
}

const NOTHING: Source = {
  ...{ runs: [], from: null, of: null, begun: undefined, execution: undefined, version: null },
};

/** The data of the last test run, else of the last execution. */
function useSource(): Source {
  const { workflowId } = useBuilderContext();
  const test = useLastTest();
  const { data: run } = useQuery({ ...lastRunQuery(workflowId), enabled: test === null });
  const drawn = useMemo(() => (run ? flatten(run.graph) : null), [run]);
  const since = useKeysSince(drawn);
  return useMemo(() => {
    if (test) {
      const { nodes, startedAt } = test.result;
      const execution = { id: `${workflowId}.test`, name: "test", arn: "test", started_at: startedAt };
      const { of = null, start } = test;
      const from = of ? { kind: "run" as const, at: of.startedAt } : { kind: "test" as const, at: test.at };
      return { ...{ runs: nodes, from, of, begun: start.payload }, execution, version: null };
    }
    if (!run || !drawn) return NOTHING;
    const { id, started_at, version } = run;
    return {
      runs: runsSince(
        run.nodes.filter(({ values_omitted }) => !values_omitted),
        drawn,
        since,
      ),
      from: { kind: "run", at: started_at },
      ...{ of: { id, startedAt: started_at }, begun: runStart(run)?.payload },
      execution: { id, name: id.slice(id.indexOf(".") + 1), arn: id, started_at },
      version: version ?? null,
    };
  }, [test, run, drawn, since, workflowId]);
}

/** The data around a node at one iteration of the loops it is in; without a choice, at the first. */
export function useNodeData(node: FlatNode, chosen: string | null): NodeData {
  const { workflowId } = useBuilderContext();
  const graph = useBuilder((state) => state.document.graph);
  const pins = useTesting((state) => state.pins);
  const { runs, from, of, begun, execution, version } = useSource();
  const start = useSampleStart();
  const isWritten = useTesting((state) => state.payload !== null);
  const iterations = useMemo(() => iterationsOf(graph, node, runs), [graph, node, runs]);
  const iteration = chosen !== null && iterations.includes(chosen) ? chosen : (iterations[0] ?? "");
  const { outputs: known, another } = useMemo(() => {
    // What a loop reads at the end of an item are the steps of that item.
    const inside = iteration === "" ? "0" : `${iteration}.0`;
    const outputs = outputsAt(graph, runs, node.type === "loop" ? inside : iteration);
    for (const { id, key } of graph.nodes) if (pins.has(id)) outputs.set(key, pins.get(id));
    const another =
      isWritten &&
      start !== null &&
      ![begun, outputs.get(start.trigger.key)].some((value) => sameValue(value, start.payload));
    if (start && (runs.length === 0 || another)) {
      for (const { type, key } of graph.nodes) if (type === "trigger") outputs.delete(key);
      outputs.set(start.trigger.key, start.payload);
    }
    return { outputs, another: another && runs.length > 0 };
  }, [graph, node.type, runs, iteration, pins, start, isWritten, begun]);
  const items = useItems(graph, node, known, iteration);
  const samples = useMemo(
    () => ({ outputs: known, items, execution, workflow: { id: workflowId, version: version ?? 1 } }),
    [known, items, execution, version, workflowId],
  );
  const pinned = graph.nodes.some(({ id }) => pins.has(id));
  return {
    ...{ samples, runs, iterations, iteration, of },
    origin: originText(from, pinned, start?.origin ?? null, another),
  };
}

/** What the next test starts with: before any run, the trigger's value is that. */
function useSampleStart() {
  const start = useTestStart();
  const trigger = start?.trigger;
  const payload = start?.payload;
  const origin: Start = start?.origin ?? "chosen";
  return useMemo(() => {
    const parsed = payload === undefined ? null : parseJson(payload);
    return trigger && parsed && !("fault" in parsed) ? { trigger, payload: parsed.value, origin } : null;
  }, [trigger, payload, origin]);
}

type Start = keyof typeof text.start;

function originText(
  from: Source["from"],
  pinned: boolean,
  start: Start | null,
  another: boolean,
): string | null {
  const known = from ? text.from[from.kind](formatRelative(from.at)) : start ? text.start[start] : null;
  const run = known && another ? text.withPayload(known) : known;
  return run && pinned ? text.withPins(run) : (run ?? (pinned ? text.pins : null));
}

const NO_ITEMS: Samples["items"] = new Map();

/** The items of the loops around a node, and of itself: what a loop's list gives is worked out as a preview is. */
function useItems(graph: FlatGraph, node: FlatNode, outputs: Samples["outputs"], iteration: string) {
  const { definitions } = useBuilderContext();
  const [items, setItems] = useState(NO_ITEMS);
  const loops = useMemo(
    () => [...(node.type === "loop" ? [node] : []), ...loopsAround(graph, node.id)].reverse(),
    [graph, node],
  );
  useEffect(() => {
    if (loops.length === 0) return;
    const abort = new AbortController();
    void itemsAt(loops, iteration, async (value, loop, known) => {
      const scope = scopeOf(graph, loop, "config.items", definitions, { outputs, items: known });
      const outcome = await evaluator.evaluate({ value, variables: bindingsOf(scope) }, abort.signal);
      return outcome.kind === "value" ? (JSON.parse(outcome.json) as unknown) : undefined;
    }).then((found) => {
      if (!abort.signal.aborted) setItems(found);
    });
    return () => abort.abort();
  }, [graph, loops, outputs, iteration, definitions]);
  return loops.length === 0 ? NO_ITEMS : items;
}
