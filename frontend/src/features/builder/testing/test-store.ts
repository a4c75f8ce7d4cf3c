import { createStore, type StoreApi } from "zustand";
import type { BackTestReport, NodeRun, Problem } from "@/lib/api/types";
import type { Draft, FlatNode } from "@/lib/graph/body";

/** What a test run gave, whichever way it was asked for. */
export interface TestResult {
  /** Null when the run was stopped at a node, or waits for an answer. */
  status: "succeeded" | "failed" | "timed_out" | "cancelled" | null;
  output: unknown;
  error: { name: string; message: string } | null;
  startedAt: string;
  endedAt: string;
  nodes: readonly NodeRun[];
  /** How many runs of nodes there were, shown or not. */
  nodesTotal: number;
  /** Keys of the nodes that wait for an answer nobody gave. */
  waiting: readonly string[];
  /** Key of the node at which it was told to stop. */
  stoppedAt: string | null;
}

/** An execution, as opposed to a test. */
export interface RealRun {
  id: string;
  startedAt: string;
}

/** A result together with what was tested, to tell what an edit has outdated. */
export interface TestRun {
  result: TestResult;
  /** When it was run, on the viewer's clock. */
  at: string;
  /** Key of the trigger that started it, and what it handed over. */
  start: { trigger: string; payload: unknown };
  graph: Draft["graph"];
  pins: ReadonlyMap<string, unknown>;
  /** The execution, where it is the data of one that tests take; not set by a test. */
  of?: RealRun;
}

/** A recorded execution whose data tests take. */
export interface RunData {
  executionId: string;
  startedAt: string;
  /** Ids of the nodes that give what they gave then; those that failed do their work anew. */
  recorded: readonly string[];
}

/** What a node gave when it was run alone, and the node and its drawing as they were then. */
interface AloneRun {
  node: FlatNode;
  graph: Draft["graph"];
  runs: readonly NodeRun[];
}

/** What a back-test gave, and for which drawing. */
interface BackTested {
  report: BackTestReport;
  graph: Draft["graph"];
}

export interface TestState {
  last: TestRun | null;
  /** By node id; each until there is a newer test of all. */
  alone: ReadonlyMap<string, AloneRun>;
  backTest: BackTested | null;
  runData: RunData | null;
  /** Outputs that stand in for what a node would do, by node id. */
  pins: ReadonlyMap<string, unknown>;
  /** What the next run starts with: the trigger's id, and what it hands over. */
  trigger: string | null;
  payload: string | null;
  live: boolean;
  /** Because of which the last test that was asked for on the canvas was not run. */
  refused: readonly Problem[];

  refuse: (problems: readonly Problem[]) => void;
  finished: (run: TestRun) => void;
  ranAlone: (run: AloneRun) => void;
  backTested: (backTest: BackTested) => void;
  /** Tests from now on take the data of this execution, which is shown as if it were the last test. */
  takeRun: (data: RunData, shown: TestRun) => void;
  dropRun: () => void;
  clear: () => void;
  pin: (nodeId: string, output: unknown) => void;
  unpin: (nodeId: string) => void;
  setStart: (start: Partial<Pick<TestState, "trigger" | "payload" | "live">>) => void;
}

const NONE_ALONE: TestState["alone"] = new Map();

export type TestStore = StoreApi<TestState>;

/** The testing of one open workflow: beside the document, and not undone with it. */
export function createTestStore(): TestStore {
  return createStore<TestState>()((set) => ({
    last: null,
    alone: NONE_ALONE,
    backTest: null,
    runData: null,
    pins: new Map(),
    trigger: null,
    payload: null,
    live: false,
    refused: [],
    refuse: (refused) => set({ refused }),
    finished: (last) => set({ last, alone: NONE_ALONE, refused: [] }),
    ranAlone: (run) => set(({ alone }) => ({ alone: new Map([...alone, [run.node.id, run]]), refused: [] })),
    backTested: (backTest) => set({ backTest }),
    takeRun: (runData, last) =>
      set({
        ...{ runData, last, alone: NONE_ALONE, pins: new Map() },
        trigger: last.graph.nodes.find(({ key }) => key === last.start.trigger)?.id ?? null,
        payload: JSON.stringify(last.start.payload, null, 2) ?? null,
      }),
    dropRun: () => set({ runData: null, last: null, alone: NONE_ALONE, trigger: null, payload: null }),
    clear: () => set({ last: null, alone: NONE_ALONE }),
    pin: (nodeId, output) => set(({ pins }) => ({ pins: new Map([...pins, [nodeId, output]]) })),
    unpin: (nodeId) =>
      set(({ pins }) => ({ pins: new Map([...pins].filter(([pinned]) => pinned !== nodeId)) })),
    setStart: (start) => set(start),
  }));
}
