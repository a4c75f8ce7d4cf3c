import { describe, expect, it } from "vitest";
import { describeTiming } from "@/lib/schedule/describe";
import { parseTiming } from "@/lib/schedule/timing";

describe("a schedule in words", () => {
  it.each([
    ["rate(1 hour)", "Every hour"],
    ["rate(15 minutes)", "Every 15 minutes"],
    ["at(2030-01-31T09:00:00)", "Once, on Thursday, 31 January 2030 at 09:00"],
    ["cron(0 9 * * ? *)", "At 09:00, every day"],
    ["cron(0 9,17 ? * MON-FRI *)", "At 09:00 and 17:00, Monday to Friday"],
    ["cron(30 7 ? * SUN,MON *)", "At 07:30, on Monday and Sunday"],
    ["cron(0/15 9-17 ? * MON-FRI *)", "Every 15 minutes between 09:00 and 17:59, Monday to Friday"],
    ["cron(5/20 * * * ? *)", "Every 20 minutes from minute 5 of the hour"],
    ["cron(* * * * ? *)", "Every minute"],
    ["cron(* 8 * * ? *)", "Every minute between 08:00 and 08:59"],
    ["cron(0 * * * ? *)", "Every hour"],
    ["cron(5 * ? * 7 *)", "Every hour at minute 5, on Saturday"],
    ["cron(0 9-17 * * ? *)", "Every hour between 09:00 and 17:00"],
    ["cron(0 0/2 * * ? *)", "Every 2 hours"],
    ["cron(0/35 * * * ? *)", "Every hour at minutes 0 and 35"],
    ["cron(5,40 1/2 * * ? *)", "Every 2 hours from 01:00 at minutes 5 and 40"],
    ["cron(0 18 L * ? *)", "At 18:00, on the last day of the month"],
    ["cron(0 18 LW * ? *)", "At 18:00, on the last working day of the month"],
    ["cron(0 18 1,15 * ? *)", "At 18:00, on the 1st and 15th of the month"],
    ["cron(0 8 3W * ? *)", "At 08:00, on the working day nearest to the 3rd of the month"],
    ["cron(0 8 ? * 2#2 *)", "At 08:00, on the 2nd Monday of the month"],
    [
      "cron(15 10 ? JAN-MAR 6L 2027,2030)",
      "At 10:15, on the last Friday of the month, in January to March, in 2027 and 2030",
    ],
    ["cron(0 0 1 1 ? 2027-2030)", "At 00:00, on the 1st of the month, in January, in 2027 to 2030"],
  ])("%s: %s", (expression, words) => {
    expect(describeTiming(parseTiming(expression, "Europe/Berlin"), "Europe/Berlin")).toBe(words);
  });
});
