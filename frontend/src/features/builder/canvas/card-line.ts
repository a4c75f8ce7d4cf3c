import type { Definition, GraphNode } from "@/lib/api/types";
import { isExpression, expressionBody } from "@/lib/graph/expression";
import { readConfigured } from "@/lib/schedule/configured";
import { describeTiming } from "@/lib/schedule/describe";
import { partsOf } from "@/lib/graph/placeholders";
import { isTemplate, templateOfValue } from "@/lib/graph/template";
import { isRecord } from "@/lib/json";
import { messages } from "@/lib/messages";
import { formatMoment } from "@/lib/time";
import { fieldsOf, resolveField, type Schema } from "../form/schema";
import { isGroup, type Rule, type RuleGroup, takesRight } from "../logic/rules";
import { largestUnit, UNIT_SECONDS } from "../form/time-units";

const text = messages.cardLine;
const LONGEST = 80;

type Shown = Pick<GraphNode, "type" | "config">;
const known = new WeakMap<object, { definition: Definition | undefined; line: string | null }>();

/**
 * What a step does, in one line for its card: `3 days`, `GET api.example.com/orders`, `total > 100`; null where nothing
 * is filled in that says it. Of triggers and actions it is the first field that must be filled in, behind the method
 * where there is one; logic has lines of its own. Read once for each node object: an edit makes a new one.
 */
export function cardLine(node: Shown, definition: Definition | undefined): string | null {
  const before = known.get(node);
  if (before && before.definition === definition) return before.line;
  const line = cut(lineOf(node, definition));
  known.set(node, { definition, line });
  return line;
}

function lineOf(node: Shown, definition: Definition | undefined): string | null {
  const own = LOGIC[node.type];
  if (own) return own(node.config);
  return definition ? byFields(node.config, definition) : null;
}

function byFields(config: Shown["config"], { config_schema }: Definition): string | null {
  const schema = config_schema as Schema;
  const [first] = fieldsOf({ ...schema, order: schema.required ?? [] }).filter(({ required }) => required);
  if (!first) return null;
  const value = config[first.name];
  const { control } = resolveField(first.schema, schema);
  if (control.kind === "secret") return null;
  const said = control.kind === "schedule" ? inWords(config, value) : short(value);
  const method = schema.properties?.method;
  if (said === null || !method) return said;
  const chosen = short(config.method ?? method.default);
  return [chosen, first.name === "path" ? `/${said.replace(/^\//, "")}` : withoutScheme(said)]
    .filter((part) => part !== null)
    .join(" ");
}

function inWords(config: Shown["config"], value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  const read = readConfigured(config, value);
  return typeof read === "string" ? value : describeTiming(read.timing, read.timezone);
}

/** An address without what is the same everywhere, and without a password that somebody has put into it. */
function withoutScheme(address: string): string {
  return address
    .replace(/^https?:\/\/(?:[^/@]*@)?/i, "")
    .replace(/[?#].*$/, "")
    .replace(/\/$/, "");
}

const LOGIC: Readonly<Record<string, (config: Shown["config"]) => string | null>> = {
  approval: ({ title }) => short(title),
  condition: (config) => short(config.expression) ?? (isGroup(config) ? ruleLine(config) : null),
  delay: delayLine,
  loop: ({ items }) => listLine(items),
  merge: ({ mode, expression }) =>
    mode === "expression"
      ? short(expression)
      : ((text.merge as Record<string, string>)[String(mode)] ?? null),
  run_workflow: () => null,
  set: ({ values }) => (isRecord(values) ? Object.keys(values).join(", ") || null : short(values)),
  split: ({ key }) => short(key),
  stop: ({ outcome, error }) =>
    outcome === "error" ? text.fails(short(error)) : outcome === "success" ? text.succeeds : null,
  switch: ({ value }) => short(value),
  wait_for_events: ({ event }) => short(event),
};

function delayLine({ seconds, until, local_time }: Shown["config"]): string | null {
  if (typeof seconds === "number") {
    const unit = largestUnit(seconds);
    return text.duration(seconds / UNIT_SECONDS[unit], unit);
  }
  if (seconds !== undefined) return withWord(text.seconds, short(seconds));
  if (until !== undefined) {
    const moment = typeof until === "string" && !isExpression(until) ? Date.parse(until) : Number.NaN;
    return withWord(text.until, Number.isNaN(moment) ? short(until) : formatMoment(moment));
  }
  return withWord(text.at, short(local_time));
}

function listLine(items: unknown): string | null {
  return Array.isArray(items) ? text.items(items.length) : withWord(text.each, short(items));
}

function ruleLine({ rules, match }: RuleGroup): string | null {
  const said = rules.flatMap((rule) => (isGroup(rule) ? ruleLine(rule) : oneRule(rule)) ?? []);
  const [first, ...more] = said;
  if (first === undefined) return null;
  return more.length > 0 ? text.more(first, match, more.length) : first;
}

function oneRule({ left, operator, right }: Rule): string | null {
  const subject = short(left);
  if (subject === null) return null;
  const sign = (text.signs as Record<string, string>)[operator] ?? messages.condition.operators[operator];
  return takesRight(operator) ? `${subject} ${sign} ${short(right) ?? "“”"}` : `${subject} ${sign}`;
}

/** A value as short as it still says something; null where nothing is filled in. Of an expression, see `shortened`. */
function short(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (isExpression(value)) return spelled(value) ?? (shortened(expressionBody(value)) || null);
  if (typeof value === "string") return value.trim().split("\n")[0] || null;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (!Array.isArray(value)) return JSON.stringify(value);
  const all = value.flatMap((each) => short(each) ?? []);
  const [first, ...others] = all;
  if (first === undefined) return null;
  return others.length > 0 ? text.andMore(first, others.length) : first;
}

/** A text with data in it, as its form shows it; null for what is data alone, or no such text. */
function spelled(expression: string): string | null {
  if (!isTemplate(expression)) return null;
  const parts = partsOf(templateOfValue(expression));
  if (parts.every(({ kind }) => kind !== "text")) return null;
  const said = parts.map((part) => (part.kind === "text" ? part.text : `{{ ${shortened(part.source)} }}`));
  return said.join("").trim().split("\n")[0] || null;
}

/** Data by its own name, without where it comes from: `customer.email` for `$trigger.body.customer.email`. */
function shortened(body: string): string {
  const bare = body.replace(/\s+/g, " ").replace(/\$(?:trigger\.(?:body|value)|vars)\.(?=[\p{L}_`])/gu, "");
  return /^\$[\p{L}_][\p{L}\p{N}_.]*$/u.test(bare) ? bare.slice(1) : bare;
}

function withWord(word: (said: string) => string, said: string | null): string | null {
  return said === null ? null : word(said);
}

function cut(line: string | null): string | null {
  return line !== null && line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
