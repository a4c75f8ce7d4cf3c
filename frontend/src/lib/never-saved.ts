import { isRecord } from "./json";
import { ifClosed } from "./tab";

/** What unsaved edits are kept under in the browser's storage: `<this><workflow id>:<tab>`. */
export const STORED_DRAFTS = "statewright:draft:";

/** A new workflow whose edits no server has heard of. */
export interface NeverSaved {
  workflowId: string;
  name: string;
}

/** Those that closed tabs have left: no list of the server has them, so that nothing else leads to them. */
export async function neverSaved(storage: Storage = localStorage): Promise<NeverSaved[]> {
  const found = new Map<string, NeverSaved>();
  for (const key of Object.keys(storage)) {
    if (!key.startsWith(STORED_DRAFTS)) continue;
    const [workflowId = "", tab = ""] = key.slice(STORED_DRAFTS.length).split(":");
    const { revision, document } = JSON.parse(storage.getItem(key) ?? "{}") as Record<string, unknown>;
    const name = isRecord(document) && typeof document.name === "string" ? document.name : "";
    if (revision === 0) await ifClosed(tab, () => void found.set(workflowId, { workflowId, name }));
  }
  return [...found.values()];
}
