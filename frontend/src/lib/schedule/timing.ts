import { messages } from "../messages";
import { type Cron, InvalidExpression, parseCron, wallsOf } from "./cron";
import { type Zone, zoneOf } from "./zone";

const text = messages.scheduleFaults;
const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const LONGEST_RATE_MS = 366 * 100 * UNIT_MS.day;
const SECOND_MS = 1000;

type RateUnit = keyof typeof UNIT_MS;

/** A schedule expression that was read. Instants are milliseconds since 1970. */
export type Timing =
  | { kind: "at"; instant: number }
  | { kind: "rate"; every: number; unit: RateUnit }
  | { kind: "cron"; cron: Cron; zone: Zone };

/** Reads an expression as the server does. Throws `InvalidExpression` with a message for the person who wrote it. */
export function parseTiming(expression: string, timezone: string): Timing {
  const zone = knownZone(timezone);
  const [, kind, body = ""] = /^(at|rate|cron)\((.*)\)$/s.exec(expression.trim()) ?? [];
  switch (kind) {
    case "at":
      return { kind, instant: readAt(body, zone) };
    case "rate":
      return { kind, ...readRate(body) };
    case "cron":
      return { kind, cron: parseCron(body), zone };
    default:
      throw new InvalidExpression(text.kind(expression));
  }
}

interface Period {
  /** When the schedule is published: then a rate begins, unless it has a `start`. */
  now: number;
  start?: number | undefined;
  end?: number | undefined;
}

/** When a schedule that is published now starts its workflow, `count` times at most. */
export function nextStarts(timing: Timing, { now, start, end }: Period, count: number): number[] {
  // One-time schedules ignore both dates, as in Scheduler.
  if (timing.kind === "at") return timing.instant > now ? [timing.instant] : [];
  const from = Math.max(Math.floor(now / SECOND_MS) * SECOND_MS, start ?? 0);
  const found: number[] = [];
  for (const instant of dueFrom(timing, from)) {
    if (found.length === count || (end !== undefined && instant > end)) break;
    found.push(instant);
  }
  return found;
}

/** Every due time from `from` on. */
function* dueFrom(timing: Exclude<Timing, { kind: "at" }>, from: number): Generator<number> {
  if (timing.kind === "rate") {
    for (let instant = from; ; instant += timing.every * UNIT_MS[timing.unit]) yield instant;
  }
  const { cron, zone } = timing;
  let last = from - 1;
  for (const wall of wallsOf(cron, zone.wallAt(from - SECOND_MS))) {
    const instant = zone.instantOf(wall);
    // A time that the clocks skip is no time; one that they repeat was already due in its first pass.
    if (instant === null || instant <= last) continue;
    last = instant;
    yield instant;
  }
}

function knownZone(name: string): Zone {
  try {
    return zoneOf(name);
  } catch {
    throw new InvalidExpression(text.zone(name));
  }
}

function readAt(body: string, zone: Zone): number {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(body)) throw new InvalidExpression(text.atForm(body));
  const wall = Date.parse(`${body}Z`);
  // The engine rolls 30 February over to March.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== body)
    throw new InvalidExpression(text.atDate(body));
  const instant = zone.instantOf(wall);
  if (instant === null) throw new InvalidExpression(text.atSkipped(body, zone.name));
  return instant;
}

function readRate(body: string): { every: number; unit: RateUnit } {
  const [, digits = "", unit = ""] = /^\s*(\d{1,9})\s+(minute|hour|day)s?\s*$/.exec(body) ?? [];
  const every = Number(digits);
  if (every === 0) throw new InvalidExpression(text.rateForm(body));
  if (every * UNIT_MS[unit as RateUnit] > LONGEST_RATE_MS) throw new InvalidExpression(text.rateLong(body));
  return { every, unit: unit as RateUnit };
}
