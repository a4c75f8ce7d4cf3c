import type { Definition } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { type Schema, titlesAlong } from "../form/schema";

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

/** The field of a problem as its form names it; its path where no form does. */
export function placeOf(field: string | null | undefined, definition: Definition | undefined): string | null {
  if (!field) return null;
  const [section, ...path] = field.split(".");
  const titles = section === "settings" ? settingTitles(path) : configTitles(section, path, definition);
  return titles.length > 0 ? titles.join(" › ") : field;
}

function settingTitles([name = "", part = ""]: readonly string[]): string[] {
  const [whole, inner] = [SETTINGS[name], name === "retry" ? RETRY[part] : undefined];
  return [whole, inner].filter((title) => title !== undefined);
}

function configTitles(
  section: string | undefined,
  path: readonly string[],
  definition: Definition | undefined,
): string[] {
  const schema = (definition?.config_schema ?? {}) as Schema;
  return section === "config" ? titlesAlong(path, schema, schema) : [];
}
