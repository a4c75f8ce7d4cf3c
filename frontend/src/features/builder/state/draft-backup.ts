import type { WorkflowDocument } from "@/lib/api/types";
import { type Draft, toDocument, toDraft } from "@/lib/graph/body";
import { ifClosed, TAB } from "@/lib/tab";
import { keepDraft } from "./kept-drafts";

interface Unsaved {
  document: Draft;
  /** The revision the edits were made on. */
  revision: number;
  /** That revision's document: what a merge with a newer one goes out from; null where there was no room for it. */
  base: Draft | null;
}

interface Stored {
  document: WorkflowDocument;
  revision: number;
  /** Epoch milliseconds. */
  at: number;
}

/** Unsaved edits of one tab in the browser's storage, so that neither a reload nor a lost server loses them. */
export interface DraftBackup {
  read(): Unsaved | null;
  /** Keeps the draft, soon: at the latest when the page is left. */
  write(document: Draft, revision: number, base: Draft): void;
  /** Does now what `write` left for later. */
  flush(): void;
  clear(): void;
}

/** A large draft takes milliseconds to write, which must not be at every key. */
const SOON_MS = 250;

const draftsOf = (workflowId: string) => `statewright:draft:${workflowId}:`;
const baseOf = (workflowId: string, tab: string) => `statewright:base:${workflowId}:${tab}`;

export function draftBackup(
  workflowId: string,
  tab: string = TAB,
  storage: Storage = localStorage,
): DraftBackup {
  const key = draftsOf(workflowId) + tab;
  const baseKey = baseOf(workflowId, tab);
  let pending: { document: Draft; revision: number; base: Draft } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Written once for all edits that are made on it.
  let writtenBase: Draft | null = null;

  const forget = () => {
    clearTimeout(timer);
    timer = undefined;
    pending = null;
    window.removeEventListener("pagehide", flush);
  };
  const flush = () => {
    if (!pending) return;
    const { document, revision, base } = pending;
    const stored: Stored = { document: toDocument(document), revision, at: Date.now() };
    forget();
    try {
      storage.setItem(key, JSON.stringify(stored));
      if (writtenBase !== base)
        storage.setItem(baseKey, JSON.stringify({ document: toDocument(base), revision }));
      writtenBase = base;
    } catch (error) {
      // A full storage costs the backup, not the edit: the draft is still in memory and on its way to the server.
      if (!(error instanceof DOMException)) throw error;
    }
  };
  return {
    read() {
      const text = storage.getItem(key);
      if (text === null) return null;
      const { document, revision } = JSON.parse(text) as Stored;
      const base = JSON.parse(storage.getItem(baseKey) ?? "null") as Omit<Stored, "at"> | null;
      return {
        ...{ document: toDraft(document), revision },
        base: base?.revision === revision ? toDraft(base.document) : null,
      };
    },
    write(document, revision, base) {
      pending = { document, revision, base };
      timer ??= setTimeout(flush, SOON_MS);
      window.addEventListener("pagehide", flush);
    },
    flush,
    clear() {
      forget();
      writtenBase = null;
      storage.removeItem(key);
      storage.removeItem(baseKey);
    },
  };
}

/**
 * Takes over what closed tabs have left unsaved: the newest becomes this tab's backup, unless it has one; the others
 * are kept for people to look at.
 */
export async function adoptUnsaved(workflowId: string, storage: Storage = localStorage): Promise<void> {
  const prefix = draftsOf(workflowId);
  const left = Object.keys(storage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ tab: key.slice(prefix.length), at: storedAt(storage.getItem(key)) }))
    .sort((a, b) => b.at - a.at);
  for (const { tab } of left) {
    await ifClosed(tab, () => {
      const backup = draftBackup(workflowId, tab, storage);
      const unsaved = backup.read();
      if (!unsaved) return;
      const own = draftBackup(workflowId, TAB, storage);
      backup.clear();
      if (own.read()) {
        keepDraft(workflowId, "unsaved", unsaved.document, storage);
        return;
      }
      own.write(unsaved.document, unsaved.revision, unsaved.base ?? noBase(unsaved.document));
      own.flush();
    });
  }
}

/** A base that knows nothing: each difference of two drafts is then a choice to make. */
export function noBase(draft: Draft): Draft {
  return { ...draft, name: "", description: "", graph: { nodes: [], edges: [] }, tests: [] };
}

function storedAt(text: string | null): number {
  return text === null ? 0 : (JSON.parse(text) as Stored).at;
}
