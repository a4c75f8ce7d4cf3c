import { messages } from "../messages";
import type { Cron, Days } from "./cron";
import type { Timing } from "./timing";

const text = messages.scheduleWords;
const MOST_TIMES = 6;
const and = new Intl.ListFormat("en", { type: "conjunction" });
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });
const MOMENT = { dateStyle: "full", timeStyle: "short" } as const;

/** A schedule in words: "At 09:00, Monday to Friday". */
export function describeTiming(timing: Timing, timezone: string): string {
  switch (timing.kind) {
    case "at":
      return text.once(new Date(timing.instant).toLocaleString("en-GB", { ...MOMENT, timeZone: timezone }));
    case "rate":
      return text.every(timing.every, timing.unit);
    case "cron":
      return describeCron(timing.cron);
  }
}

function describeCron(cron: Cron): string {
  const { words, isClock } = timesOf(cron);
  const parts = [dayWords(cron.days, isClock), monthWords(cron.months), yearWords(cron.years)];
  return [words, ...parts].filter((part) => part !== "").join(", ");
}

/** When in a day; `isClock` for times on a clock, which are daily unless something else is said. */
function timesOf({ minutes, hours }: Cron): { words: string; isClock: boolean } {
  if (hours.length * minutes.length <= MOST_TIMES && hours.length < 24) {
    const times = hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute)));
    return { words: text.at(and.format(times)), isClock: true };
  }
  const [minute = 0] = minutes;
  const step = evenStep(minutes, 60);
  if (step !== null) {
    const often = step === 1 ? text.everyMinute : text.everyMinutes(step);
    const from = minute === 0 ? "" : text.fromMinute(minute);
    return { words: joined(often, from, hourWords(hours, true)), isClock: false };
  }
  const isOnTheHour = minutes.length === 1 && minute === 0;
  const atMinutes = isOnTheHour ? "" : text.atMinutes(and.format(minutes.map(String)), minutes.length > 1);
  return { words: joined(everyHours(hours, minutes.length > 1), atMinutes), isClock: false };
}

function everyHours(hours: readonly number[], full: boolean): string {
  const [first = 0] = hours;
  const step = evenStep(hours, 24);
  if (step === null) return joined(text.everyHour, hourWords(hours, full));
  if (step === 1) return text.everyHour;
  return joined(text.everyHours(step), first === 0 ? "" : text.fromTime(clock(first, 0)));
}

/** The step of values that come evenly, over the border of their period too; else null. */
function evenStep(values: readonly number[], period: number): number | null {
  const [first = 0, second = first] = values;
  const step = second - first;
  const isEven =
    values.length * step === period && values.every((value, index) => value === first + index * step);
  return isEven ? step : null;
}

/** The hours that count, as far as not all do; `full` when the last one counts to its end. */
function hourWords(hours: readonly number[], full: boolean): string {
  if (hours.length === 24) return "";
  const [first = 0] = hours;
  const last = hours.at(-1) ?? first;
  if (isRun(hours) && (full || hours.length > 1))
    return text.between(clock(first, 0), clock(last, full ? 59 : 0));
  return text.hours(and.format(hours.map(String)), hours.length > 1);
}

function dayWords(days: Days, isClock: boolean): string {
  const weekday = (day: number) => text.weekdays[day - 1] ?? "";
  switch (days.kind) {
    case "dates":
      if (days.dates.length === 31) return isClock ? text.everyDay : "";
      return text.dates(and.format(days.dates.map(ordinal)));
    case "weekdays": {
      const { weekdays } = days;
      if (weekdays.length === 7) return isClock ? text.everyDay : "";
      // Weeks are read from Monday on.
      const inOrder = [...weekdays].sort((a, b) => ((a + 5) % 7) - ((b + 5) % 7));
      if (weekdays.length > 2 && isRun(inOrder.map((day) => (day + 5) % 7)))
        return text.through(weekday(inOrder[0] ?? 1), weekday(inOrder.at(-1) ?? 1));
      return text.on(and.format(inOrder.map(weekday)));
    }
    case "lastDay":
      return text.lastDay;
    case "lastWorkingDay":
      return text.lastWorkingDay;
    case "nearestWorkingDay":
      return text.nearestWorkingDay(ordinal(days.date));
    case "lastWeekday":
      return text.lastWeekday(weekday(days.weekday));
    case "nthWeekday":
      return text.nthWeekday(ordinal(days.nth), weekday(days.weekday));
  }
}

function monthWords(months: readonly number[]): string {
  if (months.length === 12) return "";
  const name = (month: number) => text.months[month - 1] ?? "";
  const [first = 1] = months;
  if (months.length > 2 && isRun(months))
    return text.inMonths(text.through(name(first), name(months.at(-1) ?? first)));
  return text.inMonths(and.format(months.map(name)));
}

function yearWords(years: readonly number[]): string {
  const [first = 1970] = years;
  const last = years.at(-1) ?? first;
  if (years.length === 230) return "";
  const isLong = years.length > 2 && isRun(years);
  return text.inMonths(isLong ? text.through(String(first), String(last)) : and.format(years.map(String)));
}

function isRun(values: readonly number[]): boolean {
  return values.every((value, index) => value === (values[0] ?? 0) + index);
}

function ordinal(value: number): string {
  return `${value}${text.ordinals[ordinals.select(value)]}`;
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
