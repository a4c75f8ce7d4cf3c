import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";

/** How a step that works outside of the workflow came to what it gave in a test. */
export type StandIn = keyof typeof messages.standIns;

const KNOWN: Readonly<Record<string, unknown>> = messages.standIns;

/** What stood in for a step's work, or that it was really done; null of what a test works out itself, as a run does. */
export function standInOf({ source }: Pick<NodeRun, "source">): StandIn | null {
  return source && Object.hasOwn(KNOWN, source) ? (source as StandIn) : null;
}

/** Whether something was there in place of a step's work. */
export function isStandIn(how: StandIn | null): boolean {
  return how !== null && how !== "live";
}

/** Keys of the steps for which a sample stood in. */
export function sampled(runs: readonly NodeRun[]): ReadonlySet<string> {
  return new Set(runs.filter(({ source }) => source === "sample").map(({ key }) => key));
}
