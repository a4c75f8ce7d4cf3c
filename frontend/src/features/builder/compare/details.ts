import type { FlatNode } from "@/lib/graph/body";
import type { Change } from "@/lib/graph/diff";
import type { FieldChange } from "@/lib/graph/values";
import { messages } from "@/lib/messages";
import type { Names } from "./names";

const text = messages.compare;
/** As many fields are named in a line. */
const MOST_FIELDS = 3;
/** Characters of a value in a line; all of it is among the fields. */
const LONGEST_VALUE = 60;

/** "Name, Configuration › URL and 2 more"; null when nothing is to be told. */
export function fieldsDetail(
  fields: readonly FieldChange[],
  node: string | null,
  names: Names,
): string | null {
  // Places inside of one field are that field.
  const changed = fields.map(({ path }) => names.field(path.slice(0, 2), node)).filter(distinct);
  if (changed.length === 0) return null;
  const listed = changed.slice(0, MOST_FIELDS).join(", ");
  return changed.length > MOST_FIELDS ? text.andMore(listed, changed.length - MOST_FIELDS) : listed;
}

/** "POST /hooks/a → POST /hooks/b (Configuration › Path)" */
export function triggerDetail({ id, before, after, fields }: Change<FlatNode>, names: Names): string {
  const listens = [before, after]
    .flatMap((node) => (node ? [listensTo(node)] : []))
    .filter(distinct)
    .join(" → ");
  const changed = fieldsDetail(fields, id, names);
  return changed === null ? listens : `${listens} (${changed})`;
}

/** "UTC → Europe/Berlin" */
export function valueDetail({ before, after }: FieldChange): string {
  return `${told(before)} → ${told(after)}`;
}

/** What a trigger waits for, in a few words. */
function listensTo({ definition, config, settings }: FlatNode): string {
  if (settings.disabled === true) return text.off;
  const said = (value: unknown) => (typeof value === "string" ? value : "");
  if (definition?.startsWith("api@")) return `${said(config.method) || "POST"} /hooks/${said(config.path)}`;
  if (definition?.startsWith("schedule@"))
    return `${said(config.expression)} ${said(config.timezone)}`.trim();
  return said(config.topic) || (definition ?? "");
}

/** A value: a text as it is, anything else as JSON. */
function told(value: unknown): string {
  if (value === undefined || value === null) return text.absent;
  const all = typeof value === "string" ? value : JSON.stringify(value);
  return all.length > LONGEST_VALUE ? `${all.slice(0, LONGEST_VALUE)}…` : all;
}

function distinct<T>(value: T, at: number, all: readonly T[]): boolean {
  return all.indexOf(value) === at;
}
