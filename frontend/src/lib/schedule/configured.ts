import { InvalidExpression } from "./cron";
import { nextStarts, parseTiming, type Timing } from "./timing";

/** A schedule trigger's configuration, as far as it says when. Instants are milliseconds since 1970. */
export interface ConfiguredSchedule {
  timing: Timing;
  timezone: string;
  start: number | undefined;
  end: number | undefined;
}

/** Reads a schedule trigger's configuration; gives what is wrong with its expression where that says nothing. */
export function readConfigured(
  config: Record<string, unknown>,
  expression: string,
): ConfiguredSchedule | string {
  const timezone = timezoneOf(config);
  try {
    const timing = parseTiming(expression, timezone);
    return { timing, timezone, start: momentOf(config.start), end: momentOf(config.end) };
  } catch (error) {
    if (error instanceof InvalidExpression) return error.message;
    throw error;
  }
}

/** Whether its starts are counted from the moment that it was switched on, which only the scheduler knows. */
export function isCounted({ timing, start }: ConfiguredSchedule, now: number): boolean {
  return timing.kind === "rate" && !(start !== undefined && start > now);
}

/** When it starts next; null when it never does again. Of a schedule that is counted nobody here knows. */
export function nextStart(schedule: ConfiguredSchedule, now: number): number | null {
  const { timing, start, end } = schedule;
  return nextStarts(timing, { now, start, end }, 1)[0] ?? null;
}

function timezoneOf({ timezone }: Record<string, unknown>): string {
  return typeof timezone === "string" && timezone ? timezone : "UTC";
}

/** An instant of the configuration; one without an offset is UTC, as for the server. */
function momentOf(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const moment = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}
