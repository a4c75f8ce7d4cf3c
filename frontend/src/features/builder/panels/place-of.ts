import type { Definition, Problem } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { type Schema, titlesAlong } from "../form/schema";
import { logicTitles } from "../logic/titles";

const text = messages.properties;
/** What the form calls the settings of a node. */
const SETTINGS: Readonly<Record<string, string>> = {
  ...{ retry: messages.retry.title, on_error: text.onError, timeout_seconds: text.nodeTimeout },
  ...{ select: text.select, offload: text.offload, disabled: text.disabled, notes: text.notes },
};
const RETRY: Readonly<Record<string, string>> = {
  ...messages.retry.fields,
  ...{ jitter: messages.retry.jitter, on: messages.retry.on },
};
/** What the form calls the settings of the workflow. */
const WORKFLOW: Readonly<Record<string, string>> = {
  ...{ timezone: text.timezone, durability: text.durability, timeout_seconds: text.timeout },
  ...{ overlap: text.overlap, error_workflow: text.errorWorkflow },
};
const NUMBER = /^\d+$/;

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
 * What a problem says, with the field's title where the server, which knows no forms, gives its name between backticks:
 * “Time limit (seconds)” for `timeout_seconds`. A field without a title is told by its name.
 */
export function worded(problem: Problem, owner: Owner): Problem {
  const { field, message } = problem;
  if (!field) return problem;
  const names = field.split(".").slice(1);
  const named = names.filter((name) => !NUMBER.test(name));
  const titles = titlesOf(field, owner);
  const [name, title] = [named.at(-1), titles.at(-1)];
  // Else the last title is that of something around the field.
  if (name === undefined || title === undefined || titles.length < named.length) return problem;
  const told = [field, name].reduce((so, key) => so.replaceAll(`\`${key}\``, `“${title}”`), message);
  return told === message ? problem : { ...problem, message: told };
}

function titlesOf(field: string, owner: Owner): string[] {
  const [section, ...path] = field.split(".");
  if (owner === "workflow") return section === "settings" ? known([WORKFLOW[path.join(".")]]) : [];
  if (section === "settings") return settingTitles(path);
  if (section !== "config") return [];
  const schema = (owner.definition?.config_schema ?? {}) as Schema;
  return logicTitles(owner.type, path) ?? titlesAlong(path, schema, schema);
}

function settingTitles([name = "", part = ""]: readonly string[]): string[] {
  return known([SETTINGS[name], name === "retry" ? RETRY[part] : undefined]);
}

function known(titles: readonly (string | undefined)[]): string[] {
  return titles.filter((title) => title !== undefined);
}
