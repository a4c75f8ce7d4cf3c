import { isRecord } from "./json";
import { ifClosed, TAB } from "./tab";

/** What unsaved edits are kept under in the browser's storage: `<this><workflow id>:<tab>`. */
export const STORED_DRAFTS = "statewright:draft:";

/** A new workflow whose edits no server has heard of. */
export interface NeverSaved {
  workflowId: string;
  name: string;
}

/** Of React Query: found again when what a page has left is saved. */
export const NEVER_SAVED = ["never-saved"] as const;

/**
 * Those that closed tabs have left, and this tab's own: no list of the server has them, so that nothing else leads to
 * them. To be asked where no workflow is open.
 */
export async function neverSaved(storage: Storage = localStorage): Promise<NeverSaved[]> {
  const found = new Map<string, NeverSaved>();
  for (const key of Object.keys(storage)) {
    if (!key.startsWith(STORED_DRAFTS)) continue;
    const [workflowId = "", tab = ""] = key.slice(STORED_DRAFTS.length).split(":");
    const { revision, document } = JSON.parse(storage.getItem(key) ?? "{}") as Record<string, unknown>;
    const name = isRecord(document) && typeof document.name === "string" ? document.name : "";
    if (revision !== 0) continue;
    const find = () => void found.set(workflowId, { workflowId, name });
    if (tab === TAB) find();
    else await ifClosed(tab, find);
  }
  return [...found.values()];
}
