import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { TAB } from "@/lib/tab";
import type { Autosave } from "../state/autosave";
import type { BuilderStore } from "../state/builder-store";

const EVERY_MS = 10_000;
/** What the server takes: more is a selection of everything, which tells nobody anything. */
const MOST_SELECTED = 20;

/** Says that this tab has the workflow open, and who else has; only while it is looked at. */
export function presenceQuery(workflowId: string, store: BuilderStore, autosave: Autosave) {
  return queryOptions({
    queryKey: ["presence", workflowId],
    queryFn: ({ signal }) => {
      const { document, selection } = store.getState();
      const keys = document.graph.nodes.filter(({ id }) => selection.nodes.has(id)).map(({ key }) => key);
      return unwrap(
        api.PUT("/api/workflows/{workflow_id}/presence", {
          params: { path: { workflow_id: workflowId } },
          body: {
            tab: TAB,
            revision: autosave.state.getState().revision,
            selection: keys.slice(0, MOST_SELECTED),
          },
          signal,
        }),
      );
    },
    refetchInterval: EVERY_MS,
    refetchOnWindowFocus: "always",
    retry: false,
    gcTime: 0,
  });
}

/** This tab is closed: others need not wait until it is missed. */
export function endPresence(workflowId: string): void {
  const params = { path: { workflow_id: workflowId, tab: TAB } };
  // Nobody is left to hear of a failure, and the entry ends by itself.
  api
    .DELETE("/api/workflows/{workflow_id}/presence/{tab}", { params, keepalive: true })
    .catch(() => undefined);
}
