import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Definition, Workflow } from "@/lib/api/types";
import { type Draft, toDraft } from "@/lib/graph/body";
import { diffDrafts, isEmpty } from "@/lib/graph/diff";
import { indexDefinitions } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { NEVER_SAVED } from "@/lib/never-saved";
import { notifyInfo } from "@/lib/notify";
import { saveWorkflow } from "../api/save-workflow";
import { loadWorkflow, workflowQuery } from "../api/workflow-query";
import { arrivedOf, Autosave } from "../state/autosave";
import { type BuilderStore, createBuilderStore } from "../state/builder-store";
import type { BuilderContextValue } from "../state/context";
import { createTestStore } from "../testing/test-store";
import { draftBackup, noBase, type Unsaved } from "../state/draft-backup";

interface Opened {
  store: BuilderStore;
  autosave: Autosave;
  restored: boolean;
}

/**
 * The draft of an open workflow and its autosave. Edits that a reload or a lost server cut off are put back as one
 * step of undo; the revision they were made on decides whether they meet a conflict.
 */
export function useDraft(opened: Workflow, definitions: readonly Definition[]): BuilderContextValue {
  const queries = useQueryClient();
  const index = useMemo(() => indexDefinitions(definitions), [definitions]);
  // The workflow is read once: what the server says later reaches the editor by the autosave only.
  const [{ store, autosave, restored }] = useState(() =>
    openDraft(opened, (workflow, left) => {
      // What is read when the workflow is opened again is the server's.
      if (!left) queries.setQueryData(workflowQuery(workflow.id).queryKey, workflow);
      if (left) void queries.invalidateQueries({ queryKey: NEVER_SAVED });
      if (left || workflow.revision === 1)
        void queries.invalidateQueries({
          queryKey: ["workflows"],
          predicate: ({ queryKey }) => queryKey[1] !== "detail",
        });
    }),
  );

  const [tests] = useState(createTestStore);

  useEffect(() => autosave.start(), [autosave]);
  useEffect(() => {
    if (restored) notifyInfo(messages.builder.restored);
  }, [restored]);

  return useMemo(
    () => ({ workflowId: opened.id, definitions: index, store, autosave, tests }),
    [opened.id, index, store, autosave, tests],
  );
}

function openDraft(workflow: Workflow, onSaved: (workflow: Workflow, left: boolean) => void): Opened {
  const { id, revision } = workflow;
  const opened = toDraft(workflow);
  const store = createBuilderStore(opened);
  const backup = draftBackup(id);
  const unsaved = notArrived(backup.read(), workflow, opened);
  const autosave = new Autosave({
    store,
    revision: unsaved?.revision ?? revision,
    ...(unsaved ? { base: unsaved.base ?? noBase(unsaved.document), sent: unsaved.sent } : {}),
    save: (document, base, secretsAsOf) => saveWorkflow(id, document, base, secretsAsOf),
    load: () => loadWorkflow(id),
    backup,
    onSaved,
    onTheirs: ({ edited_by }, merged) => {
      const who = edited_by ?? messages.conflict.somebody;
      notifyInfo(merged ? messages.conflict.merged(who) : messages.conflict.refreshed(who));
    },
    onLostSecrets: (steps) => notifyInfo(messages.builder.lostSecrets(steps)),
  });
  if (unsaved) store.getState().edit(() => unsaved.document);
  // What it held has arrived.
  else backup.clear();
  return { store, autosave, restored: unsaved !== null };
}

/** What is unsaved still, where the page that was left has sent a draft without hearing that it arrived. */
export function notArrived(unsaved: Unsaved | null, { revision }: Workflow, opened: Draft): Unsaved | null {
  const base = unsaved && revision > unsaved.revision ? arrivedOf(unsaved.sent, opened) : undefined;
  if (!unsaved || !base) return unsaved;
  if (isEmpty(diffDrafts(base, unsaved.document))) return null;
  return { document: unsaved.document, revision, base, sent: [] };
}
