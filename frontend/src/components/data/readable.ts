import { formatDateTime } from "@/lib/time";
import { messages } from "@/lib/messages";

const text = messages.data;
const URL_TEXT = /^https?:\/\/[^\s"<>]+$/i;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;
/** Longer texts, and those of several lines, are folded. */
const LONG = 160;
/** As much of a text is put on one line; the rest would not be seen. */
const ON_ONE_LINE = 400;
const IN_A_SUMMARY = 3;
const IN_A_CHOICE = 48;

export function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function sizeOf(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

export function isLongText(value: unknown): value is string {
  return typeof value === "string" && (value.length > LONG || value.includes("\n"));
}

export function isUrl(value: unknown): value is string {
  return typeof value === "string" && value.length <= 2000 && URL_TEXT.test(value);
}

/** What an instant is on the viewer's clock; `null` for any other value. */
export function localTimeOf(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 40 || !INSTANT.test(value)) return null;
  return Number.isNaN(Date.parse(value)) ? null : formatDateTime(value);
}

/** A value that holds no others, as JSON writes it. */
export function leafText(value: unknown): string {
  if (typeof value !== "string")
    return isContainer(value) ? emptyOf(value) : (JSON.stringify(value) ?? "null");
  return JSON.stringify(value.length > ON_ONE_LINE ? `${value.slice(0, ON_ONE_LINE)}…` : value);
}

function emptyOf(value: object): string {
  return Array.isArray(value) ? "[]" : "{}";
}

/** A value in a few words: `{id, name, … 4 more}`, `[12 items]`, a text without quotes. */
export function summaryOf(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string")
    return value.length > ON_ONE_LINE ? `${value.slice(0, ON_ONE_LINE)}…` : value;
  if (!isContainer(value)) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${text.items(value.length)}]`;
  const names = Object.keys(value);
  const told = names.slice(0, IN_A_SUMMARY).join(", ");
  return `{${told}${names.length > IN_A_SUMMARY ? `, … ${text.more(names.length - IN_A_SUMMARY)}` : ""}}`;
}

/** A value in so few words that a choice has room for it: `name: Lamp, price: 70`. */
export function briefly(value: unknown): string {
  const told =
    isContainer(value) && !Array.isArray(value) ? membersOf(value) || summaryOf(value) : summaryOf(value);
  const line = told.replace(/\s+/g, " ");
  return line.length > IN_A_CHOICE ? `${line.slice(0, IN_A_CHOICE)}…` : line;
}

/** Members that hold no others, as many as a line may have. */
function membersOf(value: object): string {
  return Object.entries(value)
    .filter(([, member]) => !isContainer(member))
    .slice(0, IN_A_SUMMARY)
    .map(([name, member]) => `${name}: ${summaryOf(member)}`)
    .join(", ");
}
