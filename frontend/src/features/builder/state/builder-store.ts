import { temporal, type TemporalState } from "zundo";
import { createStore, type StoreApi } from "zustand";
import type { Problem, WorkflowDocument } from "@/lib/api/types";
import type { Command } from "./commands";

export const HISTORY_LIMIT = 200;

/** Edits of the same field within this time are one step of undo. */
const COALESCE_MS = 1000;

interface Selection {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
}

/** A request to show one field of one node; `nonce` makes asking twice two requests. */
interface FieldFocus {
  nodeId: string;
  field: string | null;
  nonce: number;
}

export interface BuilderState {
  document: WorkflowDocument;
  selection: Selection;
  focus: FieldFocus | null;
  problems: readonly Problem[];
  validation: "checking" | "current" | "unavailable";

  /** Applies an edit as one step of undo; edits with the same `tag` in quick succession are one step together. */
  edit: (command: Command, tag?: string) => void;
  select: (nodes: Iterable<string>, edges?: Iterable<string>) => void;
  showField: (nodeId: string, field: string | null) => void;
  setProblems: (problems: readonly Problem[]) => void;
  setValidation: (validation: BuilderState["validation"]) => void;
}

type History = Pick<BuilderState, "document">;

export type BuilderStore = StoreApi<BuilderState> & { temporal: StoreApi<TemporalState<History>> };

const EMPTY: Selection = { nodes: new Set(), edges: new Set() };

/** The state of one open workflow. Only the document is undoable: selection and problems follow from it. */
export function createBuilderStore(document: WorkflowDocument): BuilderStore {
  let tagged: { tag: string; at: number } | null = null;

  const store = createStore<BuilderState>()(
    temporal(
      (set, get) => ({
        document,
        selection: EMPTY,
        focus: null,
        problems: [],
        validation: "checking",
        edit: (command, tag) => {
          const next = command(get().document);
          if (next === get().document) return;
          const now = Date.now();
          const history = store.temporal.getState();
          const continues = tag && tagged?.tag === tag && now - tagged.at < COALESCE_MS;
          tagged = tag ? { tag, at: now } : null;
          // After an undo even a continued edit is recorded: it is what takes the redo away.
          if (continues && history.futureStates.length === 0) history.pause();
          set({ document: next });
          history.resume();
        },
        select: (nodes, edges = []) => set({ selection: { nodes: new Set(nodes), edges: new Set(edges) } }),
        showField: (nodeId, field) =>
          set(({ focus }) => ({
            selection: { nodes: new Set([nodeId]), edges: new Set() },
            focus: { nodeId, field, nonce: (focus?.nonce ?? 0) + 1 },
          })),
        setProblems: (problems) => set({ problems, validation: "current" }),
        setValidation: (validation) => set({ validation }),
      }),
      {
        limit: HISTORY_LIMIT,
        partialize: (state): History => ({ document: state.document }),
        equality: (past, current) => past.document === current.document,
      },
    ),
  );
  return store;
}
