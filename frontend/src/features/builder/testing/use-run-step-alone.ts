import type { FlatNode } from "@/lib/graph/body";
import { useRunAlone } from "../api/use-run-alone";
import { bindingsOf, type Scope } from "../expression/scope";

/** What every run has of its own. */
const GIVEN: ReadonlySet<string> = new Set(["execution", "workflow"]);

/** Runs a step and nothing else, with the data that its form tries expressions on. */
export function useRunStepAlone(node: FlatNode, onError: (error: Error) => void) {
  const run = useRunAlone(node);
  return {
    pending: run.isPending,
    error: run.error,
    submittedAt: run.submittedAt,
    runAlone: (scope: Scope) => {
      const known = Object.entries(bindingsOf(scope)).filter(([name]) => !GIVEN.has(name));
      void run.mutateAsync(Object.fromEntries(known)).catch(onError);
    },
  };
}
