import { createStore, type StoreApi } from "zustand";
import type { NodeRun } from "@/lib/api/types";
import type { Draft } from "@/lib/graph/body";

/** What a test run gave, whichever way it was asked for. */
export interface TestResult {
  /** Null when the run was stopped at a node, or waits for an answer. */
  status: "succeeded" | "failed" | "timed_out" | "cancelled" | null;
  output: unknown;
  error: { name: string; message: string } | null;
  startedAt: string;
  endedAt: string;
  nodes: readonly NodeRun[];
  /** Keys of the nodes that wait for an answer nobody gave. */
  waiting: readonly string[];
  /** Key of the node at which it was told to stop. */
  stoppedAt: string | null;
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
}

export interface TestState {
  last: TestRun | null;
  /** Outputs that stand in for what a node would do, by node id. */
  pins: ReadonlyMap<string, unknown>;
  /** What the next run starts with. */
  trigger: string | null;
  payload: string | null;
  live: boolean;

  finished: (run: TestRun) => void;
  clear: () => void;
  pin: (nodeId: string, output: unknown) => void;
  unpin: (nodeId: string) => void;
  setStart: (start: Partial<Pick<TestState, "trigger" | "payload" | "live">>) => void;
}

export type TestStore = StoreApi<TestState>;

/** The testing of one open workflow: beside the document, and not undone with it. */
export function createTestStore(): TestStore {
  return createStore<TestState>()((set) => ({
    last: null,
    pins: new Map(),
    trigger: null,
    payload: null,
    live: false,
    finished: (last) => set({ last }),
    clear: () => set({ last: null }),
    pin: (nodeId, output) => set(({ pins }) => ({ pins: new Map([...pins, [nodeId, output]]) })),
    unpin: (nodeId) =>
      set(({ pins }) => ({ pins: new Map([...pins].filter(([pinned]) => pinned !== nodeId)) })),
    setStart: (start) => set(start),
  }));
}
