import type { Definition, GraphNode, Problem } from "@/lib/api/types";
import { logicTitles } from "@/lib/graph/logic-titles";
import { settingTitles } from "@/lib/graph/setting-titles";
import { messages } from "@/lib/messages";
import { type Schema, titlesAlong } from "../form/schema";

const text = messages.properties;
/** What the form calls the settings of the workflow. */
const WORKFLOW: Readonly<Record<string, string>> = {
  ...{ timezone: text.timezone, durability: text.durability, timeout_seconds: text.timeout },
  ...{ overlap: text.overlap, error_workflow: text.errorWorkflow },
};
const NUMBER = /^\d+$/;
/** Codes of problems whose message names steps, by their keys between backticks. */
const NAMING_STEPS: ReadonlySet<string> = new Set([
  ...["edge_across_loop", "edge_behind_stop", "edge_into_trigger", "unknown_handle", "trigger_in_loop"],
  ...["nothing_to_merge", "unreachable", "decides_nothing", "duplicate_route", "duration"],
  ...["inside_loop", "may_be_null", "var_may_be_missing"],
]);

/** Whose form it is: a node's, by its type and definition, or the workflow's. */
export type Owner = { type: string; definition: Definition | undefined } | "workflow";

/**
 * The field of a problem as its form names it. Its path where no form does, as on the command line, where people have the
 * file before them and no form.
 */
export function placeOf(field: string | null | undefined, owner: Owner): string | null {
  if (!field) return null;
  const titles = titlesOf(field, owner);
  return titles.length > 0 ? titles.join(" › ") : field;
}

/**
 * A problem in the words of what people see. The server knows no forms, and names fields and steps as the document does,
 * between backticks: here the field has the title of its form, “Time limit” for `timeout_seconds`, and a step
 * its name. What has none is told as it is.
 */
export function worded(
  problem: Problem,
  owner: Owner,
  nodes: readonly Pick<GraphNode, "key" | "name">[],
): Problem {
  const { code, message, field } = problem;
  if (code === "missing_config") return { ...problem, message: messages.form.required };
  const named = NAMING_STEPS.has(code) ? withNames(message, nodes) : message;
  const told = capital(field ? withTitle(named, field, owner) : named);
  return told === message ? problem : { ...problem, message: told };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withNames(message: string, nodes: readonly Pick<GraphNode, "key" | "name">[]): string {
  const names = new Map(nodes.map(({ key, name }) => [key, name]));
  return message.replace(/`([^`]+)`/g, (quoted, key: string) => {
    const name = names.get(key);
    return name ? `“${name}”` : quoted;
  });
}

function withTitle(message: string, field: string, owner: Owner): string {
  const names = field.split(".").slice(1);
  const named = names.filter((name) => !NUMBER.test(name));
  const titles = titlesOf(field, owner);
  const [name, title] = [named.at(-1), titles.at(-1)];
  // Else the last title is that of something around the field.
  if (name === undefined || title === undefined || titles.length < named.length) return message;
  return [field, name].reduce((so, key) => so.replaceAll(`\`${key}\``, `“${title}”`), message);
}

function titlesOf(field: string, owner: Owner): string[] {
  const [section, ...path] = field.split(".");
  if (owner === "workflow") return section === "settings" ? known([WORKFLOW[path.join(".")]]) : [];
  if (section === "settings") return settingTitles(path);
  if (section !== "config") return [];
  const schema = (owner.definition?.config_schema ?? {}) as Schema;
  return logicTitles(owner.type, path) ?? titlesAlong(path, schema, schema);
}

function known(titles: readonly (string | undefined)[]): string[] {
  return titles.filter((title) => title !== undefined);
}
