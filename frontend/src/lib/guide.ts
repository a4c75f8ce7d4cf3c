import { create } from "zustand";

const KEY = "statewright-guide";

interface GuideState {
  /** The workflow that the guide is on for; null when it is not. */
  workflowId: string | null;
  /** Ids of the steps that were skipped. */
  skipped: readonly string[];
}

const OFF: GuideState = { workflowId: null, skipped: [] };

function remembered(): GuideState {
  try {
    const { workflowId, skipped } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<GuideState>;
    return typeof workflowId === "string"
      ? { workflowId, skipped: Array.isArray(skipped) ? skipped : [] }
      : OFF;
  } catch {
    return OFF;
  }
}

/** Which workflow a person is being guided through; kept in this browser, so that they can go on where they were. */
export const useGuide = create<GuideState>()(remembered);

useGuide.subscribe((state) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch (error) {
    // A full storage costs going on after a reload, not the guide.
    if (!(error instanceof DOMException)) throw error;
  }
});

export function startGuide(workflowId: string): void {
  useGuide.setState({ workflowId, skipped: [] });
}

export function leaveGuide(): void {
  useGuide.setState(OFF);
}

export function skipGuideStep(step: string): void {
  useGuide.setState(({ skipped }) => ({ skipped: [...skipped, step] }));
}
