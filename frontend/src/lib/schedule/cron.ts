import { messages } from "../messages";

/**
 * EventBridge Scheduler's cron dialect as a function of wall-clock time, as the server reads it
 * (`statewright.language.schedules.cron`, which says where the rules are from). Both answer the same shared cases.
 */

const text = messages.scheduleFaults;
const fields = text.fieldNames;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SATURDAY = 7;

/** A wall-clock time: the milliseconds since 1970 at which a clock in UTC would show it. */
export type Wall = number;

/** What Scheduler would refuse; the message names the field and what it takes. */
export class InvalidExpression extends Error {}

/** Which days of a month match; weekdays count from 1 (Sunday) to 7 (Saturday). */
export type Days =
  | { kind: "dates"; dates: readonly number[] }
  | { kind: "lastDay" }
  | { kind: "lastWorkingDay" }
  | { kind: "nearestWorkingDay"; date: number }
  | { kind: "weekdays"; weekdays: readonly number[] }
  | { kind: "lastWeekday"; weekday: number }
  | { kind: "nthWeekday"; weekday: number; nth: number };

/** A parsed expression; all numbers ascend, months count from 1. */
export interface Cron {
  minutes: readonly number[];
  hours: readonly number[];
  days: Days;
  months: readonly number[];
  years: readonly number[];
}

interface NumericField {
  name: string;
  low: number;
  high: number;
  names?: readonly string[];
}

const MINUTES: NumericField = { name: fields.minutes, low: 0, high: 59 };
const HOURS: NumericField = { name: fields.hours, low: 0, high: 23 };
const DAY_OF_MONTH: NumericField = { name: fields.dayOfMonth, low: 1, high: 31 };
const MONTH: NumericField = {
  ...{ name: fields.month, low: 1, high: 12 },
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
/** Days as Scheduler names them, Sunday first. */
export const DAY_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const DAY_OF_WEEK: NumericField = {
  ...{ name: fields.dayOfWeek, low: 1, high: 7 },
  names: DAY_NAMES,
};
const YEAR: NumericField = { name: fields.year, low: 1970, high: 2199 };

/** Reads the text between the brackets of `cron(...)`. Throws `InvalidExpression`. */
export function parseCron(body: string): Cron {
  const parts = body.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== 6) throw new InvalidExpression(text.fields(body, parts.length));
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = parts as [
    ...[string, string, string],
    ...[string, string, string],
  ];
  if ((dayOfMonth === "?") === (dayOfWeek === "?"))
    throw new InvalidExpression(text.oneDay(dayOfMonth, dayOfWeek));
  const days = dayOfMonth === "?" ? readDaysOfWeek(dayOfWeek) : readDaysOfMonth(dayOfMonth);
  return {
    minutes: valuesOf(MINUTES, minutes),
    hours: valuesOf(HOURS, hours),
    months: valuesOf(MONTH, month),
    years: valuesOf(YEAR, year),
    days,
  };
}

/** Every matching wall-clock time later than `after`, ascending. */
export function* wallsOf(cron: Cron, after: Wall): Generator<Wall> {
  const start = (Math.floor(after / MINUTE_MS) + 1) * MINUTE_MS;
  const firstDay = Math.floor(start / DAY_MS) * DAY_MS;
  for (const day of matchingDays(cron, firstDay))
    for (const hour of cron.hours)
      for (const minute of cron.minutes) {
        const wall = day + (hour * 60 + minute) * MINUTE_MS;
        if (wall >= start) yield wall;
      }
}

function* matchingDays({ days, months, years }: Cron, first: Wall): Generator<Wall> {
  const date = new Date(first);
  for (const year of years) {
    if (year < date.getUTCFullYear()) continue;
    for (const month of months) {
      if (Date.UTC(year, month, 0) < first) continue;
      for (const day of daysOf(days, year, month)) {
        const found = Date.UTC(year, month - 1, day);
        if (found >= first) yield found;
      }
    }
  }
}

function daysOf(days: Days, year: number, month: number): readonly number[] {
  const last = lastDay(year, month);
  switch (days.kind) {
    case "dates":
      return days.dates.filter((date) => date <= last);
    case "lastDay":
      return [last];
    case "lastWorkingDay":
      return [nearestWorkingDay(year, month, last)];
    case "nearestWorkingDay":
      // A month without that day has no working day closest to it.
      return days.date <= last ? [nearestWorkingDay(year, month, days.date)] : [];
    case "weekdays":
      return range(1, last, 1).filter((day) => days.weekdays.includes(weekdayOf(year, month, day)));
    case "lastWeekday":
      return [last - ((weekdayOf(year, month, last) - days.weekday + 7) % 7)];
    case "nthWeekday": {
      const day = 1 + ((days.weekday - weekdayOf(year, month, 1) + 7) % 7) + 7 * (days.nth - 1);
      return day <= last ? [day] : [];
    }
  }
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** The day from Monday to Friday closest to `day` that is in the same month. */
function nearestWorkingDay(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === SATURDAY) return day > 1 ? day - 1 : day + 2;
  if (weekday === 1) return day < lastDay(year, month) ? day + 1 : day - 2;
  return day;
}

function readDaysOfMonth(field: string): Days {
  const upper = field.toUpperCase();
  if (upper === "L") return { kind: "lastDay" };
  if (upper === "LW" || upper === "WL") return { kind: "lastWorkingDay" };
  if (upper.endsWith("W"))
    return { kind: "nearestWorkingDay", date: valueOf(DAY_OF_MONTH, upper.slice(0, -1)) };
  return { kind: "dates", dates: valuesOf(DAY_OF_MONTH, field) };
}

function readDaysOfWeek(field: string): Days {
  const upper = field.toUpperCase();
  if (upper === "L") return { kind: "weekdays", weekdays: [SATURDAY] };
  if (upper.endsWith("L")) return { kind: "lastWeekday", weekday: valueOf(DAY_OF_WEEK, upper.slice(0, -1)) };
  const hash = upper.indexOf("#");
  if (hash >= 0) {
    const weekday = valueOf(DAY_OF_WEEK, upper.slice(0, hash));
    const nth = upper.slice(hash + 1);
    if (!/^[1-5]$/.test(nth)) throw new InvalidExpression(text.nth(field));
    return { kind: "nthWeekday", weekday, nth: Number(nth) };
  }
  return { kind: "weekdays", weekdays: valuesOf(DAY_OF_WEEK, field) };
}

function valueOf({ name, low, high, names }: NumericField, written: string): number {
  const index = names?.indexOf(written.toUpperCase()) ?? -1;
  if (index >= 0) return index + low;
  const value = Number(written);
  if (!/^[0-9]{1,4}$/.test(written) || value < low || value > high) {
    const also = names ? text.names(names[0] ?? "", names.at(-1) ?? "") : "";
    throw new InvalidExpression(text.value(name, written, low, high, also));
  }
  return value;
}

/** Every value of a list of `*`, `a`, `a-b`, `*` / n, `a/n` and `a-b/n`, ascending. */
function valuesOf(field: NumericField, list: string): readonly number[] {
  const values = list.split(",").flatMap((part) => partOf(field, part));
  return [...new Set(values)].sort((a, b) => a - b);
}

function partOf(field: NumericField, part: string): readonly number[] {
  const { name, low, high } = field;
  const [span, step] = halves(part, "/");
  const [from, to] = halves(span, "-");
  const first = span === "*" ? low : valueOf(field, from);
  const openEnd = step === null ? first : high;
  const last = span === "*" ? high : to === null ? openEnd : valueOf(field, to);
  if (first > last) throw new InvalidExpression(text.range(name, span));
  if (step === null) return range(first, last, 1);
  if (!/^[0-9]{1,4}$/.test(step) || Number(step) < 1 || Number(step) > high)
    throw new InvalidExpression(text.step(name, step, high));
  return range(first, last, Number(step));
}

/** What is before and behind the first `separator`; null behind it when there is none. */
function halves(whole: string, separator: string): [before: string, behind: string | null] {
  const at = whole.indexOf(separator);
  return at < 0 ? [whole, null] : [whole.slice(0, at), whole.slice(at + 1)];
}

function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}
