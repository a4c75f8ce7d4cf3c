import { useMutation } from "@tanstack/react-query";
import { runTest } from "../api/run-test";
import { useBuilderContext } from "../state/context";

/** Runs the draft as it is, from its chosen trigger, to its end or up to a node. */
export function useTestRun() {
  const { workflowId, store, autosave, tests } = useBuilderContext();
  return useMutation({
    mutationKey: ["test-run", workflowId],
    mutationFn: async ({
      trigger,
      payload,
      stopAt,
    }: {
      trigger: string;
      payload: unknown;
      stopAt?: string;
    }) => {
      const draft = store.getState().document;
      const { pins, live, runData } = tests.getState();
      const keys = new Map(draft.graph.nodes.map(({ id, key }) => [id, key]));
      const result = await runTest(workflowId, draft, autosave.secretsAsOf, {
        trigger,
        payload,
        live,
        stopAt: stopAt ?? null,
        recorded: runData && {
          executionId: runData.executionId,
          keys: runData.recorded.flatMap((id) => keys.get(id) ?? []),
        },
        pins: Object.fromEntries(
          [...pins].flatMap(([id, output]) => (keys.has(id) ? [[keys.get(id) ?? id, output]] : [])),
        ),
      });
      return { result, at: new Date().toISOString(), start: { trigger, payload }, graph: draft.graph, pins };
    },
    onSuccess: (run) => tests.getState().finished(run),
  });
}
