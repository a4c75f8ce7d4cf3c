import type { ExecutionStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";

/** What the list of executions is filtered by, as the page's address says it. */
export interface ExecutionFilters {
  workflow?: string;
  status?: ExecutionStatus;
  version?: number;
  /** Key of a trigger node. */
  trigger?: string;
  /** A span that ends now. */
  within?: Span;
  /** Otherwise the first and the last moment, ISO 8601. */
  from?: string;
  to?: string;
  /** What an id or the name of an error begins with. */
  q?: string;
  diverged?: true;
  waiting?: true;
}

const HOUR_MS = 3_600_000;
const SPANS = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS, "30d": 30 * 24 * HOUR_MS };
export type Span = keyof typeof SPANS;
const LONGEST_TEXT = 120;

/** Filters from an address that anybody may have written: what makes no sense is left out. */
export function parseFilters(search: Record<string, unknown>): ExecutionFilters {
  const { workflow, status, version, trigger, within, from, to, q, diverged, waiting } = search;
  const filters: ExecutionFilters = {};
  if (isText(workflow)) {
    filters.workflow = workflow;
    // Versions and triggers are those of a workflow.
    if (Number.isInteger(Number(version)) && Number(version) > 0) filters.version = Number(version);
    if (isText(trigger)) filters.trigger = trigger;
  }
  if (isText(status) && Object.hasOwn(messages.executionStatus, status))
    filters.status = status as ExecutionStatus;
  if (isText(within) && Object.hasOwn(SPANS, within)) filters.within = within as Span;
  else {
    if (isInstant(from)) filters.from = from;
    if (isInstant(to)) filters.to = to;
  }
  // An address with digits only comes as a number.
  const text = typeof q === "number" ? String(q) : q;
  if (isText(text)) filters.q = text.slice(0, LONGEST_TEXT);
  if (diverged === true) filters.diverged = true;
  if (waiting === true) filters.waiting = true;
  return filters;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isInstant(value: unknown): value is string {
  return isText(value) && !Number.isNaN(Date.parse(value));
}

/** The same for the server, all but the status; a span that ends now begins to the minute. */
export function toQuery(filters: ExecutionFilters, now = Date.now()) {
  const { workflow, version, trigger, within, from, to, q, diverged, waiting } = filters;
  const begin = within ? new Date(Math.floor((now - SPANS[within]) / 60_000) * 60_000).toISOString() : from;
  return {
    ...(workflow ? { workflow_id: workflow } : {}),
    ...(version ? { version } : {}),
    ...(trigger ? { trigger } : {}),
    ...(begin ? { started_from: begin } : {}),
    ...(to && !within ? { started_before: to } : {}),
    ...(q ? { q } : {}),
    ...(diverged ? { diverged } : {}),
    ...(waiting ? { waiting } : {}),
  };
}

export function isFiltered(filters: ExecutionFilters): boolean {
  return Object.keys(filters).length > 0;
}
