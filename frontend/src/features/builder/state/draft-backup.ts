import type { WorkflowDocument } from "@/lib/api/types";
import { type Draft, toDocument, toDraft } from "@/lib/graph/body";
import { maskedAs } from "@/lib/graph/masks";
import { STORED_DRAFTS } from "@/lib/never-saved";
import { ifClosed, TAB } from "@/lib/tab";
import { keepDraft } from "./kept-drafts";

export interface Unsaved {
  document: Draft;
  /** The revision the edits were made on. */
  revision: number;
  /** That revision's document: what a merge with a newer one goes out from; null where there was no room for it. */
  base: Draft | null;
  /** What was on its way to the server: it may have any of it, although nobody heard so. */
  sent: Draft[];
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
  /**
   * Keeps the draft, soon: at the latest when the page is left. Secrets that are typed and not saved are in it; those
   * that the server has are masked, as in `shown`, which is its view of the base.
   */
  write(document: Draft, revision: number, base: Draft, shown?: Draft | null): void;
  /** Notes what is sent and not answered: a newer draft that is one of these is no conflict. */
  sending(documents: readonly Draft[]): void;
  /** Does now what `write` left for later. */
  flush(): void;
  clear(): void;
  /** Clears it, unless another page of this tab has written its own since. */
  release(): void;
}

/** A large draft takes milliseconds to write, which must not be at every key. */
const SOON_MS = 250;

const draftsOf = (workflowId: string) => `${STORED_DRAFTS}${workflowId}:`;
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
  let pending: Parameters<DraftBackup["write"]> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Written once for all edits that are made on it.
  let writtenBase: Draft | null = null;
  let written: string | null = null;

  const forget = () => {
    clearTimeout(timer);
    timer = undefined;
    pending = null;
    window.removeEventListener("pagehide", flush);
  };
  const flush = () => {
    if (!pending) return;
    const [document, revision, base, shown] = pending;
    const hidden = (draft: Draft) => toDocument(shown ? maskedAs(draft, shown, base) : draft);
    const stored: Stored = { document: hidden(document), revision, at: Date.now() };
    const text = JSON.stringify(stored);
    forget();
    unlessFull(() => {
      storage.setItem(key, text);
      written = text;
      if (writtenBase !== base)
        storage.setItem(baseKey, JSON.stringify({ document: hidden(base), revision }));
      writtenBase = base;
    });
  };
  const clear = () => {
    forget();
    writtenBase = null;
    written = null;
    for (const each of [key, baseKey, sentKey]) storage.removeItem(each);
  };
  return {
    read() {
      const text = storage.getItem(key);
      if (text === null) return null;
      const { document, revision } = JSON.parse(text) as Stored;
      const base = JSON.parse(storage.getItem(baseKey) ?? "null") as Omit<Stored, "at"> | null;
      const sent = JSON.parse(storage.getItem(sentKey) ?? "[]") as WorkflowDocument[];
      return {
        ...{ document: toDraft(document), revision },
        base: base?.revision === revision ? toDraft(base.document) : null,
        // A single one is how it was kept once.
        sent: [sent].flat().map(toDraft),
      };
    },
    write(...draft) {
      pending = draft;
      timer ??= setTimeout(flush, SOON_MS);
      window.addEventListener("pagehide", flush);
    },
    sending(documents) {
      if (documents.length === 0) storage.removeItem(sentKey);
      else unlessFull(() => storage.setItem(sentKey, JSON.stringify(documents.map(toDocument))));
    },
    flush,
    clear,
    release() {
      if (storage.getItem(key) === written) clear();
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
      own.sending(unsaved.sent);
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
