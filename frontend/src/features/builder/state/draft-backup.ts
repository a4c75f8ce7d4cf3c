import type { WorkflowDocument } from "@/lib/api/types";
import { type Draft, toDocument, toDraft } from "@/lib/graph/body";

interface Backup<T> {
  document: T;
  /** The revision the edits were made on. */
  revision: number;
}

/** Unsaved edits in the browser's storage, so that neither a reload nor a lost server loses them. */
export interface DraftBackup {
  read(): Backup<Draft> | null;
  /** Keeps the draft, soon: at the latest when the page is left. */
  write(document: Draft, revision: number): void;
  /** Does now what `write` left for later. */
  flush(): void;
  clear(): void;
}

/** A large draft takes milliseconds to write, which must not be at every key. */
const SOON_MS = 250;

export function draftBackup(workflowId: string, storage: Storage = localStorage): DraftBackup {
  const key = `statewright:draft:${workflowId}`;
  let pending: Backup<Draft> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const forget = () => {
    clearTimeout(timer);
    timer = undefined;
    pending = null;
    window.removeEventListener("pagehide", flush);
  };
  const flush = () => {
    if (!pending) return;
    const backup: Backup<WorkflowDocument> = { ...pending, document: toDocument(pending.document) };
    forget();
    try {
      storage.setItem(key, JSON.stringify(backup));
    } catch (error) {
      // A full storage costs the backup, not the edit: the draft is still in memory and on its way to the server.
      if (!(error instanceof DOMException)) throw error;
    }
  };
  return {
    read() {
      const text = storage.getItem(key);
      if (text === null) return null;
      const { document, revision } = JSON.parse(text) as Backup<WorkflowDocument>;
      return { document: toDraft(document), revision };
    },
    write(document, revision) {
      pending = { document, revision };
      timer ??= setTimeout(flush, SOON_MS);
      window.addEventListener("pagehide", flush);
    },
    flush,
    clear() {
      forget();
      storage.removeItem(key);
    },
  };
}
