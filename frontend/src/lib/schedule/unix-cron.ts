import { messages } from "../messages";
import { InvalidExpression, parseCron } from "./cron";

const text = messages.unixCron;
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** Scheduler's words for what was written, or why it has none. */
export type Conversion = { expression: string } | { fault: string };

/**
 * What the five fields of a crontab (minute hour day-of-month month day-of-week, Sunday as 0 or 7), or one of its words
 * such as `@daily`, are as an expression of Scheduler; null for what is no crontab's.
 */
export function convertUnixCron(written: string): Conversion | null {
  const trimmed = written.trim();
  const inside = /^cron\((.*)\)$/s.exec(trimmed)?.[1] ?? trimmed;
  if (inside.startsWith("@")) {
    const fields = MACROS[inside.toLowerCase()];
    return fields === undefined ? { fault: text.word(inside) } : convertUnixCron(fields);
  }
  const fields = inside.split(/\s+/).filter(Boolean);
  // Its six fields without the word around them
  if (fields.length === 6 && inside === trimmed) return wrapped(fields);
  // Five words of prose begin with no minute.
  if (fields.length !== 5 || !/^[\d*]/.test(fields[0] ?? "")) return null;
  const [minute = "", hour = "", date = "", month = "", weekday = ""] = fields;
  try {
    const days = daysOfWeek(weekday);
    const isAnyDate = date === "*" || date === "?";
    if (!isAnyDate && days !== null) return { fault: text.bothDays(date, weekday) };
    const body = [minute, hour, days === null ? date.replace("?", "*") : "?", month, days ?? "?", "*"].join(
      " ",
    );
    parseCron(body);
    return { expression: `cron(${body})` };
  } catch (error) {
    if (error instanceof InvalidExpression) return { fault: error.message };
    throw error;
  }
}

function wrapped(fields: readonly string[]): Conversion | null {
  const body = fields.join(" ");
  try {
    parseCron(body);
    return { expression: `cron(${body})` };
  } catch (error) {
    if (error instanceof InvalidExpression) return null;
    throw error;
  }
}

/** Days of the week as Scheduler names them; null for every day. Throws `InvalidExpression`. */
function daysOfWeek(field: string): string | null {
  if (field === "*" || field === "?") return null;
  const nth = /^([^#]+)(#[1-5]|L)$/i.exec(field);
  if (nth) return `${(DAYS[dayOf(nth[1] ?? "", field)] ?? "").toUpperCase()}${nth[2]?.toUpperCase() ?? ""}`;
  const days = new Set(field.split(",").flatMap((part) => daysIn(part, field)));
  const chosen = [1, 2, 3, 4, 5, 6, 0].filter((day) => days.has(day));
  if (chosen.length === DAYS.length) return null;
  const names = chosen.map((day) => DAYS[day] ?? "");
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
  const named = DAYS.indexOf(written.toUpperCase());
  if (named >= 0) return named;
  if (!/^[0-7]$/.test(written)) throw fault(field);
  return Number(written);
}

function fault(field: string): InvalidExpression {
  return new InvalidExpression(text.weekday(field));
}
