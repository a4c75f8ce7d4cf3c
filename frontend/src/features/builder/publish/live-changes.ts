import type { Definition, Version } from "@/lib/api/types";
import { type Draft, type FlatNode, flatten } from "@/lib/graph/body";
import { type Change, diffDrafts } from "@/lib/graph/diff";
import { messages } from "@/lib/messages";
import { entriesOf, Names } from "../compare/entries";

const text = messages.publish;

/** A line of the publish sheet; the id tells it from the others of its list. */
export interface LiveChange {
  id: string;
  line: string;
}

/** What publishing a draft changes of the live version, in lines for people. What only moved is left out. */
interface LiveChanges {
  triggers: LiveChange[];
  /** Of the workflow itself: its settings. */
  workflow: LiveChange[];
  steps: LiveChange[];
}

export function liveChanges(
  live: Pick<Version, "settings" | "tests" | "graph">,
  draft: Draft,
  definitions: ReadonlyMap<string, Definition>,
): LiveChanges {
  const before = { ...draft, settings: live.settings, tests: live.tests, graph: flatten(live.graph) };
  const diff = diffDrafts(before, draft);
  const names = new Names(before.graph, draft.graph, definitions);
  const entries = entriesOf(diff, names);
  const triggers = new Set(
    [...before.graph.nodes, ...draft.graph.nodes]
      .filter(({ type }) => type === "trigger")
      .map(({ id }) => id),
  );
  return {
    triggers: diff.nodes
      .filter(({ id, kind }) => kind !== "moved" && triggers.has(id))
      .map((change) => ({ id: change.id, line: triggerLine(change, names) })),
    workflow: entries
      .filter(({ group }) => group === "document")
      .map(({ id, title, fields }) => ({
        id,
        line: `${title}: ${fields.map(({ before, after }) => `${told(before)} → ${told(after)}`).join(", ")}`,
      })),
    steps: entries
      .filter(({ group, node }) => group === "nodes" && node !== null && !triggers.has(node))
      .map(({ id, tone, title }) => ({
        id,
        line: `${title}: ${messages.compare.kinds[tone === "conflict" ? "changed" : tone].toLowerCase()}`,
      })),
  };
}

/** "Orders changes: POST /hooks/a → POST /hooks/b (Configuration › Path)" */
function triggerLine({ id, kind, before, after, fields }: Change<FlatNode>, names: Names): string {
  const said = text.trigger[kind === "moved" ? "changed" : kind]((after ?? before)?.name || id);
  const listens = [before, after]
    .flatMap((node) => (node ? [listensTo(node)] : []))
    .filter(distinct)
    .join(" → ");
  const changed = fields.map(({ path }) => names.field(path, id)).filter(distinct);
  return `${said}: ${listens}${changed.length > 0 ? ` (${changed.join(", ")})` : ""}`;
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

/** A setting's value: a text as it is, anything else as JSON. */
function told(value: unknown): string {
  if (value === undefined || value === null) return messages.compare.absent;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function distinct<T>(value: T, at: number, all: readonly T[]): boolean {
  return all.indexOf(value) === at;
}
