import type { Wall } from "./cron";

const DAY_MS = 86_400_000;
const SHOWN = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;

/** The clocks of a place. */
export interface Zone {
  name: string;
  /** What a clock there shows at an instant. */
  wallAt: (instant: number) => Wall;
  /** The first instant at which a clock there shows a time; null for one that its clocks skip. */
  instantOf: (wall: Wall) => number | null;
}

/** A time zone by its IANA name. Throws RangeError for one that the browser does not know. */
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", { ...SHOWN, ...CLOCK, timeZone: name });
  const wallAt = (instant: number): Wall => {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  const offsetAt = (instant: number) => wallAt(instant) - Math.floor(instant / 1000) * 1000;
  const instantOf = (wall: Wall) => {
    // Clocks change at most once in two days, so that one of the offsets around is the right one.
    const offsets = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)];
    const fitting = offsets.map((offset) => wall - offset).filter((instant) => wallAt(instant) === wall);
    return fitting.length > 0 ? Math.min(...fitting) : null;
  };
  return { name, wallAt, instantOf };
}
