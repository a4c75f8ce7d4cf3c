import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { ExecutionSummary } from "@/lib/api/types";
import { messageOf } from "@/lib/fault";
import { cancelExecution } from "../api/use-cancel-execution";

export interface CancelItem {
  run: ExecutionSummary;
  state: "waiting" | "working" | "done" | "failed" | "left";
  reason?: string;
}

/** Whether a person can stop the run: Express ones end by themselves, within minutes. */
export function canCancel({ status, express }: ExecutionSummary): boolean {
  return status === "running" && !express;
}

/** Cancels runs one after the other; one that cannot be cancelled stops none of the others. */
export function useCancelRuns(onAllDone: (count: number) => void) {
  const queries = useQueryClient();
  const [items, setItems] = useState<readonly CancelItem[]>([]);
  const [phase, setPhase] = useState<"asking" | "running" | "ended">("asking");
  const stopped = useRef(false);

  const run = async () => {
    stopped.current = false;
    setPhase("running");
    let now = items;
    const report = (index: number, change: Omit<CancelItem, "run">) => {
      now = now.map((item, at) => (at === index ? { run: item.run, ...change } : item));
      setItems(now);
    };
    for (const [index, item] of items.entries()) {
      if (stopped.current) {
        report(index, { state: "left" });
        continue;
      }
      report(index, { state: "working" });
      try {
        await cancelExecution(item.run.id);
        report(index, { state: "done" });
      } catch (error) {
        report(index, { state: "failed", reason: messageOf(error) });
      }
    }
    setPhase("ended");
    void queries.invalidateQueries({ queryKey: ["executions"] });
    if (now.every(({ state }) => state === "done")) {
      setItems([]);
      onAllDone(now.length);
    }
  };

  return {
    items,
    phase,
    /** Asks whether these are to be cancelled. */
    ask: (runs: readonly ExecutionSummary[]) => {
      setPhase("asking");
      setItems(runs.map((each) => ({ run: each, state: "waiting" })));
    },
    confirm: () => void run(),
    stop: () => {
      stopped.current = true;
    },
    close: () => setItems([]),
  };
}
