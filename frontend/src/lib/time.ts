import { messages } from "./messages";

const text = messages.durations;

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});
const DAY: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };
const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const relativeNarrow = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "narrow" });

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Names of the time zones the browser knows, UTC first. */
export const TIME_ZONES: readonly string[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
];

/** Date and time in the viewer's zone. */
export function formatDateTime(iso: string): string {
  return dateTime.format(new Date(iso));
}

/** Day and time of day, as short as a list needs it: in a time zone, or the viewer's. */
export function formatMoment(instant: number, timeZone?: string): string {
  const isThisYear = new Date(instant).getFullYear() === new Date().getFullYear();
  const day = isThisYear ? DAY : ({ ...DAY, year: "numeric" } as const);
  return new Date(instant).toLocaleString(undefined, { ...day, ...TIME, timeZone });
}

/** Day and time of day in the viewer's zone; of today the time alone. */
export function formatMomentShort(instant: number): string {
  const isToday = new Date(instant).toDateString() === new Date().toDateString();
  return isToday ? new Date(instant).toLocaleTimeString(undefined, TIME) : formatMoment(instant);
}

/** A moment of another zone on the viewer's clock: the time alone where the day is the same. */
export function formatMomentHere(instant: number, timeZone: string): string {
  const dayIn = (zone?: string) => new Date(instant).toLocaleDateString("sv-SE", { timeZone: zone });
  if (dayIn(timeZone) !== dayIn()) return formatMoment(instant);
  return new Date(instant).toLocaleTimeString(undefined, TIME);
}

/** The same moment in another zone than the viewer's, with its name; `null` where its clock shows the same. */
export function inOtherZone(iso: string, timeZone: string | null | undefined): string | null {
  if (!timeZone) return null;
  const moment = new Date(iso);
  const wall = (zone: string | undefined) => moment.toLocaleString("sv-SE", { timeZone: zone });
  try {
    if (wall(timeZone) === wall(undefined)) return null;
    const isSameDay = wall(timeZone).slice(0, 10) === wall(undefined).slice(0, 10);
    const there = moment.toLocaleString(undefined, {
      ...(isSameDay ? {} : { dateStyle: "medium" }),
      ...{ timeStyle: "short", timeZone },
    });
    return messages.execution.inZone(timeZone, there);
  } catch {
    // A zone that this browser does not know.
    return null;
  }
}

/** Time of day with milliseconds, in the viewer's zone. */
export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** "3 minutes ago"; anything below a minute is "now" so that a list does not flicker. */
export function formatRelative(iso: string, now = Date.now()): string {
  return relativeIn(relative, iso, now);
}

/** The same in as few letters as a phone has room for: "3m ago". */
export function formatRelativeShort(iso: string, now = Date.now()): string {
  return relativeIn(relativeNarrow, iso, now);
}

function relativeIn(relative: Intl.RelativeTimeFormat, iso: string, now: number): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(0, "second");
}

/** A duration in milliseconds as people read it: `87 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`, `3 d`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return text.milliseconds(Math.round(ms));
  const seconds = ms / 1000;
  if (seconds < 60) return text.seconds(seconds.toFixed(seconds < 10 ? 1 : 0));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24)
    return withoutZeros([
      [Math.floor(hours / 24), text.days],
      [hours % 24, text.hours],
    ]);
  if (hours > 0)
    return withoutZeros([
      [hours, text.hours],
      [minutes % 60, text.minutes],
    ]);
  return withoutZeros([
    [minutes, text.minutes],
    [Math.floor(seconds % 60), text.seconds],
  ]);
}

/** Seconds as people say them, without parts that are zero: `1.5 s`, `2 min`, `1 h 30 min`, `3 d`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return text.seconds(Number(seconds.toFixed(1)));
  return withoutZeros([
    [Math.floor(seconds / 86_400), text.days],
    [Math.floor(seconds / 3600) % 24, text.hours],
    [Math.floor(seconds / 60) % 60, text.minutes],
    [seconds < 3600 ? Math.floor(seconds % 60) : 0, text.seconds],
  ]);
}

type Part = readonly [count: number, say: (count: number) => string];

function withoutZeros(parts: readonly Part[]): string {
  return parts.flatMap(([count, say]) => (count > 0 ? [say(count)] : [])).join(" ");
}

/** Milliseconds between two instants; an open end counts up to `now`. */
export function elapsed(startedAt: string, endedAt: string | null | undefined, now = Date.now()): number {
  return Math.max(0, (endedAt ? new Date(endedAt).getTime() : now) - new Date(startedAt).getTime());
}

/** An instant as the text of a `datetime-local` input: the viewer's clock, to the minute; empty when it is none. */
export function toLocalInput(iso: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return "";
  return new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant that a `datetime-local` input names on the viewer's clock; `undefined` when it is empty. */
export function fromLocalInput(local: string): string | undefined {
  const instant = new Date(local);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
