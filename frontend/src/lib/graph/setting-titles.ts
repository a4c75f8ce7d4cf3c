import { messages } from "@/lib/messages";

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

/** Names for people along a path of a node's settings, as far as its form has any. */
export function settingTitles([name = "", part = ""]: readonly string[]): string[] {
  const titles = [SETTINGS[name], name === "retry" ? RETRY[part] : undefined];
  return titles.filter((title) => title !== undefined);
}
