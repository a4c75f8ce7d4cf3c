import { describe, expect, it } from "vitest";
import { convertSchedule, readSchedule, writeSchedule } from "@/features/builder/form/schedule";

describe("a schedule and its expression", () => {
  it.each([
    ["rate(1 hour)", { kind: "interval", every: 1, unit: "hour" }],
    ["rate(5 minutes)", { kind: "interval", every: 5, unit: "minute" }],
    ["cron(0 9 * * ? *)", { kind: "daily", time: "09:00" }],
    ["cron(30 7 ? * MON,WED *)", { kind: "weekly", time: "07:30", days: ["MON", "WED"] }],
    ["cron(5 23 31 * ? *)", { kind: "monthly", time: "23:05", day: 31 }],
    ["at(2030-01-31T09:00:00)", { kind: "once", moment: "2030-01-31T09:00" }],
    ["cron(0/15 9-17 ? * MON-FRI *)", { kind: "custom", expression: "cron(0/15 9-17 ? * MON-FRI *)" }],
    ["cron(0 9 L * ? *)", { kind: "custom", expression: "cron(0 9 L * ? *)" }],
  ])("%s is read and written back", (expression, schedule) => {
    expect(readSchedule(expression)).toEqual(schedule);
    expect(writeSchedule(readSchedule(expression))).toBe(expression);
  });

  it("reads working days and writes each of them", () => {
    const schedule = readSchedule("cron(0 9 ? * MON-FRI *)");
    expect(writeSchedule(schedule)).toBe("cron(0 9 ? * MON,TUE,WED,THU,FRI *)");
  });

  it.each([
    [{ kind: "weekly", time: "09:00", days: [] }],
    [{ kind: "daily", time: "" }],
    [{ kind: "interval", every: 0, unit: "day" }],
    [{ kind: "once", moment: "" }],
  ] as const)("has none while something is missing: %o", (schedule) => {
    expect(writeSchedule(schedule)).toBeUndefined();
  });

  it("keeps the time of day when it becomes another kind", () => {
    const weekly = convertSchedule(readSchedule("cron(15 6 * * ? *)"), "weekly");
    expect(writeSchedule(weekly)).toBe("cron(15 6 ? * MON,TUE,WED,THU,FRI *)");
    expect(convertSchedule(weekly, "custom")).toEqual({
      kind: "custom",
      expression: "cron(15 6 ? * MON,TUE,WED,THU,FRI *)",
    });
  });
});
