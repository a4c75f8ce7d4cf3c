import type { WorkflowDocument } from "@/lib/api/types";
import { type Draft, toDocument, toDraft } from "@/lib/graph/body";
import { ifClosed, TAB } from "@/lib/tab";
import { keepDraft } from "./kept-drafts";

export interface Unsaved {
  document: Draft;
  /** The revision the edits were made on. */
  revision: number;
  /** That revision's document: what a merge with a newer one goes out from; null where there was no room for it. */
  base: Draft | null;
  /** What was on its way to the server last: it may have it, although nobody heard so. */
  sent: Draft | null;
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
  /** Notes what is being sent: a newer draft that is the same is no conflict. */
  sending(document: Draft): void;
  /** Does now what `write` left for later. */
  flush(): void;
  clear(): void;
}

/** A large draft takes milliseconds to write, which must not be at every key. */
const SOON_MS = 250;

const draftsOf = (workflowId: string) => `statewright:draft:${workflowId}:`;
const baseOf = (workflowId: string, tab: string) => `statewright:base:${workflowId}:${tab}`;
const sentOf = (workflowId: string, tab: string) => `statewright:sent:${workflowId}:${tab}`;

export function draftBackup(
  workflowId: string,
  tab: string = TAB,
  storage: Storage = localStorage,
): DraftBackup {
  const key = draftsOf(workflowId) + tab;
  const baseKey = baseOf(workflowId, tab);
  const sentKey = sentOf(workflowId, tab);
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
    unlessFull(() => {
      storage.setItem(key, JSON.stringify(stored));
      if (writtenBase !== base)
        storage.setItem(baseKey, JSON.stringify({ document: toDocument(base), revision }));
      writtenBase = base;
    });
  };
  return {
    read() {
      const text = storage.getItem(key);
      if (text === null) return null;
      const { document, revision } = JSON.parse(text) as Stored;
      const base = JSON.parse(storage.getItem(baseKey) ?? "null") as Omit<Stored, "at"> | null;
      const sent = JSON.parse(storage.getItem(sentKey) ?? "null") as WorkflowDocument | null;
      return {
        ...{ document: toDraft(document), revision },
        base: base?.revision === revision ? toDraft(base.document) : null,
        sent: sent && toDraft(sent),
      };
    },
    write(document, revision, base) {
      pending = { document, revision, base };
      timer ??= setTimeout(flush, SOON_MS);
      window.addEventListener("pagehide", flush);
    },
    sending(document) {
      unlessFull(() => storage.setItem(sentKey, JSON.stringify(toDocument(document))));
    },
    flush,
    clear() {
      forget();
      writtenBase = null;
      storage.removeItem(key);
      storage.removeItem(baseKey);
      storage.removeItem(sentKey);
    },
  };
}

/** A full storage costs the backup, not the edit: the draft is still in memory and on its way to the server. */
function unlessFull(store: () => void): void {
  try {
    store();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
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
      if (unsaved.sent) own.sending(unsaved.sent);
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
