import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nextStarts, parseTiming } from "@/lib/schedule/timing";

/** Written by the server's side (`tests/language/schedules/next_starts.py`). */
const shared = join(process.cwd(), "../tests/language/schedules/next_starts.json");
type Case = [expression: string, timezone: string, now: string, starts: string[] | string];
const CASES = JSON.parse(readFileSync(shared, "utf8")) as Case[];

function startsOf(
  expression: string,
  timezone: string,
  now: string,
  more: { start?: string; end?: string } = {},
) {
  const period = { now: Date.parse(now), ...dated(more) };
  return nextStarts(parseTiming(expression, timezone), period, 5).map(
    (instant) => `${new Date(instant).toISOString().slice(0, 19)}Z`,
  );
}

function dated(texts: Record<string, string>): Record<string, number> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Date.parse(text)]));
}

describe("the next starts of a schedule", () => {
  it("are the server's in all shared cases", () => {
    expect(CASES.length).toBeGreaterThan(300);
    for (const [expression, timezone, now, starts] of CASES) {
      const where = `${expression} in ${timezone} at ${now}`;
      // The server adds what its calendar said; all that is ours must be there.
      if (typeof starts === "string") {
        let said = "nothing";
        try {
          startsOf(expression, timezone, now);
        } catch (error) {
          said = (error as Error).message;
        }
        expect(starts, where).toContain(said);
      } else expect(startsOf(expression, timezone, now), where).toEqual(starts);
    }
  });

  it("begin at the schedule's start and end with its end", () => {
    const period = { start: "2026-03-02T00:00:00Z", end: "2026-03-03T12:00:00Z" };
    expect(startsOf("rate(1 day)", "UTC", "2026-01-01T10:00:00Z", period)).toEqual([
      "2026-03-02T00:00:00Z",
      "2026-03-03T00:00:00Z",
    ]);
    expect(startsOf("cron(0 12 * * ? *)", "UTC", "2026-01-01T10:00:00Z", period)).toEqual([
      "2026-03-02T12:00:00Z",
      "2026-03-03T12:00:00Z",
    ]);
  });

  it("do not wait for a start that is over", () => {
    const past = { start: "2020-01-01T00:00:00Z" };
    expect(startsOf("rate(1 hour)", "UTC", "2026-01-01T10:00:30Z", past)[0]).toBe("2026-01-01T10:00:30Z");
  });
});
