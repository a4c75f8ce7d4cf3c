import type { FlatNode } from "@/lib/graph/body";
import { notifyError } from "@/lib/notify";
import { useRunAlone } from "../api/use-run-alone";
import { bindingsOf, type Scope } from "../expression/scope";

/** What every run has of its own. */
const GIVEN: ReadonlySet<string> = new Set(["execution", "workflow"]);

/** Runs a step and nothing else, with the data that its form tries expressions on. */
export function useRunStepAlone(node: FlatNode) {
  const run = useRunAlone(node);
  return {
    pending: run.isPending,
    runAlone: (scope: Scope) => {
      const known = Object.entries(bindingsOf(scope)).filter(([name]) => !GIVEN.has(name));
      void run.mutateAsync(Object.fromEntries(known)).catch(notifyError);
    },
  };
}
