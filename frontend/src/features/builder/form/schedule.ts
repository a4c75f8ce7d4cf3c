/** A schedule as people think of it. EventBridge Scheduler's words for it are written and read here. */
export type Schedule =
  | { kind: "interval"; every: number; unit: IntervalUnit }
  | { kind: "daily"; time: string }
  | { kind: "weekly"; time: string; days: readonly Weekday[] }
  | { kind: "monthly"; time: string; day: number }
  | { kind: "once"; moment: string }
  | { kind: "custom"; expression: string };

export type IntervalUnit = "minute" | "hour" | "day";
export type ScheduleKind = Schedule["kind"];

export const WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const RATE = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;
const CRON = /^cron\((\d{1,2}) (\d{1,2}) (\S+) \* (\S+) \*\)$/;
const AT = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}):\d{2}\)$/;
const TIME = /^(\d{2}):(\d{2})$/;

/** Reads an expression; what has no simple form is `custom`. */
export function readSchedule(expression: string): Schedule {
  const [, every, unit] = RATE.exec(expression) ?? [];
  if (every && unit) return { kind: "interval", every: Number(every), unit: unit as IntervalUnit };
  const [, moment] = AT.exec(expression) ?? [];
  if (moment) return { kind: "once", moment };
  return readCron(expression) ?? { kind: "custom", expression };
}

function readCron(expression: string): Schedule | null {
  const [, minute, hour, day, weekdays] = CRON.exec(expression) ?? [];
  if (!minute || !hour || !day || !weekdays) return null;
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (weekdays === "?") {
    if (day === "*") return { kind: "daily", time };
    return /^([1-9]|[12]\d|3[01])$/.test(day) ? { kind: "monthly", time, day: Number(day) } : null;
  }
  const days = readDays(weekdays);
  return day === "?" && days ? { kind: "weekly", time, days } : null;
}

function readDays(text: string): Weekday[] | null {
  const days = text === "MON-FRI" ? WEEKDAYS.slice(0, 5) : text.split(",");
  return days.every(isWeekday) ? days : null;
}

function isWeekday(day: string): day is Weekday {
  return WEEKDAYS.some((known) => known === day);
}

/** The expression of a schedule; `undefined` while something of it is missing. */
export function writeSchedule(schedule: Schedule): string | undefined {
  switch (schedule.kind) {
    case "interval": {
      const { every, unit } = schedule;
      return every >= 1 ? `rate(${every} ${unit}${every === 1 ? "" : "s"})` : undefined;
    }
    case "daily":
      return cron(schedule.time, "* * ?");
    case "weekly": {
      const days = WEEKDAYS.filter((day) => schedule.days.includes(day));
      return days.length > 0 ? cron(schedule.time, `? * ${days.join(",")}`) : undefined;
    }
    case "monthly":
      return cron(schedule.time, `${schedule.day} * ?`);
    case "once":
      return schedule.moment ? `at(${schedule.moment}:00)` : undefined;
    case "custom":
      return schedule.expression || undefined;
  }
}

function cron(time: string, days: string): string | undefined {
  const [, hour, minute] = TIME.exec(time) ?? [];
  return hour && minute ? `cron(${Number(minute)} ${Number(hour)} ${days} *)` : undefined;
}

/** The same schedule in another kind, as far as they have something in common. */
export function convertSchedule(from: Schedule, kind: ScheduleKind): Schedule {
  const time = "time" in from ? from.time : "09:00";
  switch (kind) {
    case "interval":
      return { kind, every: 1, unit: "hour" };
    case "daily":
      return { kind, time };
    case "weekly":
      return { kind, time, days: WEEKDAYS.slice(0, 5) };
    case "monthly":
      return { kind, time, day: 1 };
    case "once":
      return { kind, moment: `${tomorrow()}T${time}` };
    case "custom":
      return { kind, expression: writeSchedule(from) ?? "" };
  }
}

function tomorrow(): string {
  const date = new Date();
  date.setDate(date.getDate() + 1);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
}
