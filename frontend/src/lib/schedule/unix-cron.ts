import { messages } from "../messages";
import { DAY_NAMES, InvalidExpression, parseCron } from "./cron";
import { describeTiming } from "./describe";
import { parseTiming } from "./timing";

const text = messages.unixCron;
const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** Scheduler's words for what was written, and how that was read; or why it has none. */
export type Conversion = { expression: string; told: string } | { fault: string };

/**
 * What the five fields of a crontab (minute hour day-of-month month day-of-week, Sunday as 0 or 7), or one of its words
 * such as `@daily`, are as an expression of Scheduler; also its own six fields without `cron(...)` around them, where they
 * cannot be five with seconds in front. Null for anything else.
 */
export function convertUnixCron(written: string): Conversion | null {
  const trimmed = written.trim();
  const inside = /^cron\((.*)\)$/s.exec(trimmed)?.[1] ?? trimmed;
  const crontab = inside.startsWith("@") ? MACROS[inside.toLowerCase()] : inside;
  if (crontab === undefined) return { fault: text.word(inside) };
  const fields = crontab.split(/\s+/).filter(Boolean);
  // Whoever wrote the word around them means Scheduler's.
  if (fields.length > 5) return inside === trimmed ? ofMany(fields) : null;
  // Five words of prose begin with no minute.
  if (fields.length !== 5 || !/^[\d*]/.test(fields[0] ?? "")) return null;
  try {
    return { expression: `cron(${ofCrontab(fields)})`, told: text.converted(trimmed) };
  } catch (error) {
    if (error instanceof InvalidExpression) return { fault: error.message };
    throw error;
  }
}

/** The body of an expression for the five fields of a crontab. Throws `InvalidExpression`. */
function ofCrontab([minute = "", hour = "", date = "", month = "", weekday = ""]: readonly string[]): string {
  const days = daysOfWeek(weekday);
  const isAnyDate = date === "*" || date === "?";
  if (!isAnyDate && days !== null) throw new InvalidExpression(text.bothDays(date, weekday));
  const body = [minute, hour, days === null ? date.replace("?", "*") : "?", month, days ?? "?", "*"].join(
    " ",
  );
  parseCron(body);
  return body;
}

/**
 * Six fields are Scheduler's, which end with a year, or those of Quartz and Spring, which begin with seconds and may have
 * the year as a seventh.
 */
function ofMany(fields: readonly string[]): Conversion | null {
  const written = fields.join(" ");
  const own = expressionOf(fields);
  const timed = withSeconds(fields);
  if (own === null) return timed === null ? null : { fault: text.seconds(written, timed) };
  // `?` for a month is a slip in either dialect: believed only where the third field is an hour as well as a day.
  if (timed !== null && fields[2] !== "*")
    return { fault: text.twoReadings(written, readingOf(own), readingOf(timed)) };
  return { expression: own, told: text.wrapped(written) };
}

function readingOf(expression: string): string {
  return text.reading(expression, describeTiming(parseTiming(expression, "UTC"), "UTC"));
}

/**
 * What Scheduler has for fields that begin with seconds; null for what are none, and for days of the week in numbers, of
 * which Sunday is 1 in Quartz and 0 in Spring.
 */
function withSeconds(fields: readonly string[]): string | null {
  const [second = "", minute = "", hour = "", date = "", month = "", weekday = "", year = "*"] = fields;
  if (fields.length > 7 || !/^[0-5]?\d$/.test(second) || /^\d/.test(weekday)) return null;
  const isAnyDay = weekday === "*" || weekday === "?";
  return expressionOf([
    ...[minute, hour, isAnyDay ? date.replace("?", "*") : date.replace(/^\*$/, "?")],
    ...[month.replace("?", "*"), isAnyDay ? "?" : weekday, year],
  ]);
}

/** Fields as an expression of Scheduler; null where it would refuse them. */
function expressionOf(fields: readonly string[]): string | null {
  const body = fields.join(" ");
  try {
    parseCron(body);
    return `cron(${body})`;
  } catch (error) {
    if (error instanceof InvalidExpression) return null;
    throw error;
  }
}

/** Days of the week as Scheduler names them; null for every day. Throws `InvalidExpression`. */
function daysOfWeek(field: string): string | null {
  if (field === "*" || field === "?") return null;
  const nth = /^([^#]+)(#[1-5]|L)$/i.exec(field);
  if (nth) return `${DAY_NAMES[dayOf(nth[1] ?? "", field)] ?? ""}${nth[2]?.toUpperCase() ?? ""}`;
  const days = new Set(field.split(",").flatMap((part) => daysIn(part, field)));
  const chosen = [1, 2, 3, 4, 5, 6, 0].filter((day) => days.has(day));
  if (chosen.length === DAY_NAMES.length) return null;
  const names = chosen.map((day) => DAY_NAMES[day] ?? "");
  const [first = 0] = chosen;
  const isRun = chosen.every((day, index) => day === first + index);
  return isRun && names.length > 2 ? `${names[0]}-${names.at(-1)}` : names.join(",");
}

/** The days, from 0 for Sunday, of a part such as `1-5`, `MON` or `0-6/2`. */
function daysIn(part: string, field: string): number[] {
  const [span = "", step = "1", ...rest] = part.split("/");
  const [from = "", to, ...more] = span.split("-");
  const every = Number(step);
  if (rest.length + more.length > 0 || !/^\d+$/.test(step) || every < 1) throw fault(field);
  const isAll = span === "*";
  const first = isAll ? 0 : dayOf(from, field);
  const open = part.includes("/") ? 6 : first;
  const last = isAll ? 6 : to === undefined ? open : dayOf(to, field);
  // A week that ends on a Sunday names it 7, or by its name.
  const end = last === 0 && first > 0 && to !== undefined ? 7 : last;
  if (end < first) throw fault(field);
  const days: number[] = [];
  for (let day = first; day <= end; day += every) days.push(day % 7);
  return days;
}

function dayOf(written: string, field: string): number {
  const named = DAY_NAMES.indexOf(written.toUpperCase());
  if (named >= 0) return named;
  if (!/^[0-7]$/.test(written)) throw fault(field);
  return Number(written);
}

function fault(field: string): InvalidExpression {
  return new InvalidExpression(text.weekday(field));
}
