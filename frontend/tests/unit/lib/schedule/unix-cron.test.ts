import { describe, expect, it } from "vitest";
import { parseTiming } from "@/lib/schedule/timing";
import { convertUnixCron } from "@/lib/schedule/unix-cron";

describe("a crontab's fields", () => {
  it.each([
    ["0 9 * * 1-5", "cron(0 9 ? * MON-FRI *)"],
    ["*/15 * * * *", "cron(*/15 * * * ? *)"],
    ["0 9 * * 0", "cron(0 9 ? * SUN *)"],
    ["0 9 * * 7", "cron(0 9 ? * SUN *)"],
    ["0 9 * * 5-7", "cron(0 9 ? * FRI,SAT,SUN *)"],
    ["0 9 * * fri-sun", "cron(0 9 ? * FRI,SAT,SUN *)"],
    ["0 9 * * mon,3", "cron(0 9 ? * MON,WED *)"],
    ["0 9 * * */2", "cron(0 9 ? * TUE,THU,SAT,SUN *)"],
    ["0 9 * * 0-7", "cron(0 9 * * ? *)"],
    ["30 4 1,15 * *", "cron(30 4 1,15 * ? *)"],
    ["0 0 1 jan *", "cron(0 0 1 jan ? *)"],
    ["0 9 * * 5#2", "cron(0 9 ? * FRI#2 *)"],
    ["0 9 ? * 5L", "cron(0 9 ? * FRIL *)"],
    ["  cron(0 9 * * 1) ", "cron(0 9 ? * MON *)"],
    ["@daily", "cron(0 0 * * ? *)"],
    ["@weekly", "cron(0 0 ? * SUN *)"],
    ["0 9 ? * MON-FRI *", "cron(0 9 ? * MON-FRI *)"],
    ["0 9 * * ? *", "cron(0 9 * * ? *)"],
    ["0 9 25 * ? *", "cron(0 9 25 * ? *)"],
    ["0 9 1 JAN ? 2030", "cron(0 9 1 JAN ? 2030)"],
  ])("%s is %s", (written, expression) => {
    expect(convertUnixCron(written)).toEqual({ expression, told: expect.stringContaining(written.trim()) });
    expect(parseTiming(expression, "UTC").kind).toBe("cron");
  });

  it.each([
    ["0 9 1 * 1", /days of the month \(1\) and on days of the week \(1\).*two triggers/],
    ["0 9 * * 8", /day-of-week: '8'/],
    ["0 9 * * 5-1", /day-of-week: '5-1'/],
    ["75 9 * * *", /minutes: '75'/],
    ["@reboot", /@reboot says no time/],
    [
      "0 0 12 * ? *",
      /cron\(0 0 12 \* \? \*\) \(At 00:00.*12.*\), or with seconds first: cron\(0 12 \* \* \? \*\) \(At 12:00/,
    ],
    ["0 0 12 * * ?", /begins with seconds.*Write cron\(0 12 \* \* \? \*\)/],
    ["0 30 9 ? * MON-FRI", /begins with seconds.*Write cron\(30 9 \? \* MON-FRI \*\)/],
    ["0 0 9 * * MON", /begins with seconds.*Write cron\(0 9 \? \* MON \*\)/],
    ["0 0 * * * *", /begins with seconds.*Write cron\(0 \* \* \* \? \*\)/],
    ["0 0 12 1 1 ? 2030", /begins with seconds.*Write cron\(0 12 1 1 \? 2030\)/],
  ])("of %s it is told why it has no form here", (written, reason) => {
    const conversion = convertUnixCron(written);
    expect(conversion && "fault" in conversion ? conversion.fault : "").toMatch(reason);
  });

  it.each([
    "rate(5 minutes)",
    "cron(0 9 * * ? *)",
    "at(2030-01-01T09:00:00)",
    "every day at nine please",
    "every day at nine in the morning",
    "0 0 9 ? * 2",
    "cron(0 0 12 * * ?)",
    "",
    "0 9",
  ])("leaves %s as it is", (written) => {
    expect(convertUnixCron(written)).toBeNull();
  });
});
