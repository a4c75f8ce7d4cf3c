import type { WorkflowDocument } from "@/lib/api/types";
import { type Draft, toDocument } from "@/lib/graph/body";

/** A draft that did not go on, kept in the browser's storage. */
export interface KeptDraft {
  /** ISO 8601; tells it from the others. */
  at: string;
  reason: "conflict" | "theirs" | "unsaved";
  document: WorkflowDocument;
}

const MOST = 8;
const LONGEST_MS = 14 * 24 * 3600 * 1000;
const PREFIX = "statewright:kept:";
const keyOf = (workflowId: string) => PREFIX + workflowId;

/** The newest first. */
export function keptDrafts(workflowId: string, storage: Storage = localStorage): KeptDraft[] {
  const kept = JSON.parse(storage.getItem(keyOf(workflowId)) ?? "[]") as KeptDraft[];
  return kept.filter(({ at }) => Date.now() - Date.parse(at) < LONGEST_MS);
}

/** Removes from the storage, for all workflows, what was kept too long ago. */
export function forgetOldDrafts(storage: Storage = localStorage): void {
  for (const key of Object.keys(storage)) {
    if (!key.startsWith(PREFIX)) continue;
    const kept = keptDrafts(key.slice(PREFIX.length), storage);
    if (kept.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(kept));
  }
}

/** Keeps a draft; older ones give way to it. Whether there was room. */
export function keepDraft(
  workflowId: string,
  reason: KeptDraft["reason"],
  draft: Draft,
  storage: Storage = localStorage,
): boolean {
  const others = keptDrafts(workflowId, storage);
  // Two drafts of one merge are kept in the same millisecond.
  const at = Math.max(Date.now(), ...others.slice(0, 1).map((newest) => Date.parse(newest.at) + 1));
  const kept = { at: new Date(at).toISOString(), reason, document: toDocument(draft) };
  for (let room = MOST - 1; room >= 0; room -= 1) {
    try {
      storage.setItem(keyOf(workflowId), JSON.stringify([kept, ...others.slice(0, room)]));
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
  return false;
}

export function removeKept(workflowId: string, at: string, storage: Storage = localStorage): void {
  const others = keptDrafts(workflowId, storage).filter((kept) => kept.at !== at);
  storage.setItem(keyOf(workflowId), JSON.stringify(others));
}
