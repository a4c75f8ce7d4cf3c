const KEY = "statewright-recent-commands";
const MOST = 8;

/** Ids of the commands run last, the latest first; in this browser only. */
export function recentCommands(storage: Storage = localStorage): string[] {
  try {
    const ids = JSON.parse(storage.getItem(KEY) ?? "[]") as unknown;
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function rememberCommand(id: string, storage: Storage = localStorage): void {
  const ids = [id, ...recentCommands(storage).filter((other) => other !== id)].slice(0, MOST);
  try {
    storage.setItem(KEY, JSON.stringify(ids));
  } catch (error) {
    // A full storage costs the memory, not the command.
    if (!(error instanceof DOMException)) throw error;
  }
}
