import { describe, expect, it } from "vitest";
import { formatDuration, formatSeconds } from "@/lib/time";

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

describe("formatDuration", () => {
  it.each([
    [87, "87 ms"],
    [4200, "4.2 s"],
    [3 * MINUTE + 5 * SECOND, "3 min 5 s"],
    [3 * MINUTE, "3 min"],
    [2 * HOUR + 10 * MINUTE, "2 h 10 min"],
    [3 * DAY, "3 d"],
    [3 * DAY - 600 * SECOND, "2 d 23 h"],
  ])("says %d ms as %s", (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

it("says days of seconds that are set", () => {
  expect([3 * 86_400, 90_000].map(formatSeconds)).toEqual(["3 d", "1 d 1 h"]);
});
