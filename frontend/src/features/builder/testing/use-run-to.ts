import type { FlatNode } from "@/lib/graph/body";
import { parseJson } from "@/lib/json";
import { messages } from "@/lib/messages";
import { useTestRun } from "./use-test-run";
import { useTestStart } from "./use-test-start";

/**
 * Tests the draft up to a step, with the payload that the next test starts with; from a trigger, with that one's, to its
 * end. Without a step all of it.
 */
export function useRunTo(node: FlatNode | null, onError: (error: Error) => void) {
  const trigger = node?.type === "trigger" ? node : undefined;
  const start = useTestStart(trigger !== undefined, trigger);
  const run = useTestRun();
  const parsed = start && parseJson(start.payload);
  const possible = parsed !== null && !("fault" in parsed) && start?.pending !== true;
  return {
    possible,
    /** What a person can do about it not being possible. */
    whyNot: start ? undefined : messages.test.noTrigger,
    pending: run.isPending,
    error: run.error,
    submittedAt: run.submittedAt,
    runTo: () => {
      if (!start || !possible) return;
      // Not as a callback of the call: who asked may be gone from the page by then, as a menu is.
      void run
        .mutateAsync({
          ...{ trigger: start.trigger.key, payload: parsed.value },
          ...(node === null || trigger ? {} : { stopAt: node.key }),
        })
        .catch(onError);
    },
  };
}
