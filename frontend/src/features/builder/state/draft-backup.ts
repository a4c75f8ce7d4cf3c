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
  write(document: Draft, revision: number): void;
  clear(): void;
}

export function draftBackup(workflowId: string, storage: Storage = localStorage): DraftBackup {
  const key = `statewright:draft:${workflowId}`;
  return {
    read() {
      const text = storage.getItem(key);
      if (text === null) return null;
      const { document, revision } = JSON.parse(text) as Backup<WorkflowDocument>;
      return { document: toDraft(document), revision };
    },
    write(document, revision) {
      try {
        const backup: Backup<WorkflowDocument> = { document: toDocument(document), revision };
        storage.setItem(key, JSON.stringify(backup));
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
