import type { WorkflowDocument } from "@/lib/api/types";

interface Backup {
  document: WorkflowDocument;
  /** The revision the edits were made on. */
  revision: number;
}

/** Unsaved edits in the browser's storage, so that neither a reload nor a lost server loses them. */
export interface DraftBackup {
  read(): Backup | null;
  write(document: WorkflowDocument, revision: number): void;
  clear(): void;
}

export function draftBackup(workflowId: string, storage: Storage = localStorage): DraftBackup {
  const key = `statewright:draft:${workflowId}`;
  return {
    read() {
      const text = storage.getItem(key);
      return text === null ? null : (JSON.parse(text) as Backup);
    },
    write(document, revision) {
      try {
        storage.setItem(key, JSON.stringify({ document, revision } satisfies Backup));
      } catch (error) {
        // A full storage costs the backup, not the edit: the draft is still in memory and on its way to the server.
        if (!(error instanceof DOMException)) throw error;
      }
    },
    clear() {
      storage.removeItem(key);
    },
  };
}
