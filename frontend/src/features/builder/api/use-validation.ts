import { useEffect } from "react";
import { api, unwrap } from "@/lib/api/client";
import { ServerUnreachable } from "@/lib/api/errors";
import type { BuilderContextValue } from "../state/context";
import { drawing } from "./drawing";

type Checked = Pick<BuilderContextValue, "workflowId" | "store" | "autosave">;

const QUIET_MS = 350;
const RETRY_MS = 4000;

/**
 * Has the server check the draft after each change; an answer to an older draft is dropped. One that nobody has saved is
 * blank, which is no mistake so far.
 */
export function useValidation({ workflowId, store, autosave }: Checked): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let request: AbortController | null = null;

    const check = async () => {
      const { revision, status } = autosave.state.getState();
      if (revision === 0) {
        if (status === "saved") store.getState().setProblems([]);
        else if (status === "offline") store.getState().setValidation("unavailable");
        else if (status === "failed" || status === "conflict") store.getState().setValidation("unsaved");
        return;
      }
      const current = new AbortController();
      request = current;
      try {
        const { problems } = await unwrap(
          api.POST("/api/workflows/{workflow_id}/validate", {
            params: { path: { workflow_id: workflowId } },
            body: drawing(store.getState().document, autosave.secretsAsOf),
            signal: current.signal,
          }),
        );
        if (!current.signal.aborted) store.getState().setProblems(problems);
      } catch (error) {
        if (current.signal.aborted) return;
        store.getState().setValidation("unavailable");
        if (error instanceof ServerUnreachable) schedule(RETRY_MS);
      }
    };
    const schedule = (delay: number) => {
      request?.abort();
      clearTimeout(timer);
      timer = setTimeout(() => void check(), delay);
    };

    schedule(0);
    const ending = autosave.state.subscribe((_, previous) => {
      if (previous.revision === 0) schedule(0);
    });
    const unsubscribe = store.subscribe((state, previous) => {
      if (state.document === previous.document) return;
      state.setValidation("checking");
      schedule(QUIET_MS);
    });
    return () => {
      unsubscribe();
      ending();
      request?.abort();
      clearTimeout(timer);
    };
  }, [workflowId, store, autosave]);
}
