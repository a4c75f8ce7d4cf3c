import type { GraphNode, NodeRun, Wait } from "@/lib/api/types";
import { zoneOf } from "@/lib/schedule/zone";
import { isExpression } from "./expression";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** The epoch was a Thursday. */
const WEEKDAYS = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"];

/**
 * Until when a run of a node waits, milliseconds since the epoch: of an approval or an event what was registered of it,
 * of a delay what its configuration says. `null` where it does not wait, and for what an expression decides as the run
 * comes there. `timezone` is the workflow's.
 */
export function waitEnd(
  node: Pick<GraphNode, "key" | "type" | "config">,
  run: NodeRun,
  waits: readonly Wait[],
  timezone: string | null | undefined,
): number | null {
  if (run.status !== "running") return null;
  const wait = waitOf(run, waits);
  if (wait) return Date.parse(wait.expires_at);
  if (node.type !== "delay" || !run.started_at) return null;
  return delayEnd(node.config, Date.parse(run.started_at), timezone);
}

/** What was registered of a run that waits for an answer or an event. */
export function waitOf({ key, iteration }: NodeRun, waits: readonly Wait[]): Wait | undefined {
  return waits.find((wait) => wait.node_key === key && wait.iteration === iteration);
}

function delayEnd(
  { seconds, until, local_time, timezone, weekdays }: Record<string, unknown>,
  start: number,
  zone: string | null | undefined,
): number | null {
  if (typeof seconds === "number") return start + seconds * 1000;
  if (typeof until === "string" && !isExpression(until)) return orNull(Date.parse(until));
  if (typeof local_time !== "string") return null;
  const days = Array.isArray(weekdays) ? weekdays : WEEKDAYS;
  return nextLocalTime(local_time, typeof timezone === "string" ? timezone : (zone ?? "UTC"), days, start);
}

/** The next instant after `start` at which the clocks of a place show `HH:MM`, as the compiled machine reckons it. */
function nextLocalTime(
  time: string,
  timezone: string,
  days: readonly unknown[],
  start: number,
): number | null {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  try {
    const zone = zoneOf(timezone);
    const today = Math.floor(zone.wallAt(start) / DAY_MS);
    for (let day = today; day <= today + 8; day += 1) {
      if (!days.includes(WEEKDAYS[day % 7])) continue;
      const wall = day * DAY_MS + (hours * 60 + minutes) * 60_000;
      // A time that the clocks skip is as much later as they were put forward.
      const instant = zone.instantOf(wall) ?? (zone.instantOf(wall - HOUR_MS) ?? NaN) + HOUR_MS;
      if (instant > start) return instant;
    }
  } catch {
    // A zone that this browser does not know, or one that an expression gives.
  }
  return null;
}

function orNull(instant: number): number | null {
  return Number.isNaN(instant) ? null : instant;
}
