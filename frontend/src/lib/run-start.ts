import type { Execution } from "./api/types";

/** What started a run: the key of the trigger node that fired, and what it handed over. */
export interface RunStart {
  trigger: string | null;
  payload: unknown;
}

/** Read from the run's recorded input; null where that was not recorded. */
export function runStart({ trigger, input }: Pick<Execution, "trigger" | "input">): RunStart | null {
  if (typeof input !== "object" || input === null || !("trigger" in input)) return null;
  return { trigger, payload: input.trigger };
}
