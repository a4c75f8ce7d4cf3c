import { temporal, type TemporalState } from "zundo";
import { createStore, type StoreApi } from "zustand";
import type { Problem } from "@/lib/api/types";
import type { Draft } from "@/lib/graph/body";
import type { Command } from "./commands";
import { type Arrival, given, givenLate } from "./late-steps";
import { standing } from "./standing";

export const HISTORY_LIMIT = 200;

/** Edits of the same field within this time are one step of undo. */
const COALESCE_MS = 1000;

interface Selection {
  /** Nodes and annotations: both are picked, moved, copied and removed alike. */
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
}

/** A request to show one field of one node, or of the workflow; `nonce` makes asking twice two requests. */
interface FieldFocus {
  nodeId: string | null;
  field: string | null;
  nonce: number;
}

/** What was just put on the canvas, and whether the keyboard goes on there; each time another object. */
interface Arrived {
  nodes: readonly string[];
  byKeyboard: boolean;
}

export interface BuilderState {
  document: Draft;
  selection: Selection;
  focus: FieldFocus | null;
  /** The node that is open with its data beside its form. */
  detail: string | null;
  /** What the last check found, as far as it holds for what the draft has become since. */
  problems: readonly Problem[];
  /** `unsaved`: it is not checked because the server has refused to save it for the first time. */
  validation: "checking" | "current" | "unavailable" | "unsaved";
  /** Loops drawn without their bodies. */
  collapsed: ReadonlySet<string>;
  /** Nodes placed and not edited yet: what they lack is no mistake so far. */
  untouched: ReadonlySet<string>;
  /** What the view follows: see `useFollowArrived`. */
  arrived: Arrived | null;
  /** The annotation whose text is being written. */
  writing: string | null;
  /** The node whose name is being written on its card. */
  renaming: string | null;

  /** Applies an edit as one step of undo; edits with the same `tag`, at most `within` ms apart, are one step together. */
  edit: (command: Command, tag?: string, within?: number) => void;
  /** Applies what came from elsewhere to the document and to every step of its history: it cannot be undone here. */
  rebase: (arrival: Arrival) => void;
  select: (nodes: Iterable<string>, edges?: Iterable<string>) => void;
  /** Selects the node, or for the workflow nothing, and shows the field. */
  showField: (nodeId: string | null, field: string | null) => void;
  /** Opens a node with its data beside its form, or closes it. */
  showDetail: (nodeId: string | null) => void;
  /** Takes what a check of the present document found. */
  setProblems: (problems: readonly Problem[]) => void;
  setValidation: (validation: BuilderState["validation"]) => void;
  toggleCollapsed: (loopId: string) => void;
  /** Selects a new node that was just placed, and has the view follow. */
  placed: (nodeId: string, byKeyboard?: boolean) => void;
  /** Selects what was just put in, filled in already, and has the view follow. */
  putIn: (nodes: readonly string[]) => void;
  /** Begins to write an annotation's text and selects it, or ends writing. */
  write: (annotationId: string | null) => void;
  /** Begins to write a node's name on its card and selects it, or ends that. */
  rename: (nodeId: string | null) => void;
  /** Ends the grace of a node, or of all of them. */
  touch: (nodeId?: string) => void;
}

type History = Pick<BuilderState, "document">;

export type BuilderStore = StoreApi<BuilderState> & { temporal: StoreApi<TemporalState<History>> };

const EMPTY: Selection = { nodes: new Set(), edges: new Set() };

function toggled(set: ReadonlySet<string>, item: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

/** The state of one open workflow. Only the document is undoable: selection and problems follow from it. */
export function createBuilderStore(document: Draft): BuilderStore {
  let tagged: { tag: string; at: number } | null = null;
  let found: { problems: readonly Problem[]; document: Draft } = { problems: [], document };

  const store = createStore<BuilderState>()(
    temporal(
      (set, get) => ({
        document,
        selection: EMPTY,
        focus: null,
        detail: null,
        problems: [],
        validation: "checking",
        collapsed: new Set(),
        untouched: new Set(),
        arrived: null,
        writing: null,
        renaming: null,
        edit: (command, tag, within = COALESCE_MS) => {
          const next = command(get().document);
          if (next === get().document) return;
          const now = Date.now();
          const history = store.temporal.getState();
          const continues = tag && tagged?.tag === tag && now - tagged.at < within;
          tagged = tag ? { tag, at: now } : null;
          // After an undo even a continued edit is recorded: it is what takes the redo away.
          if (continues && history.futureStates.length === 0) history.pause();
          set({ document: next });
          history.resume();
        },
        rebase: (arrival) => {
          const history = store.temporal.getState();
          history.pause();
          set({ document: given(get().document, arrival) });
          history.resume();
          store.temporal.setState(({ pastStates, futureStates }) => ({
            pastStates: givenLate(pastStates, arrival),
            futureStates: givenLate(futureStates, arrival),
          }));
        },
        select: (nodes, edges = []) => set({ selection: { nodes: new Set(nodes), edges: new Set(edges) } }),
        showField: (nodeId, field) =>
          set(({ focus, untouched }) => ({
            untouched: nodeId !== null && untouched.has(nodeId) ? toggled(untouched, nodeId) : untouched,
            selection: { nodes: new Set(nodeId === null ? [] : [nodeId]), edges: new Set() },
            focus: { nodeId, field, nonce: (focus?.nonce ?? 0) + 1 },
          })),
        showDetail: (nodeId) =>
          set(
            nodeId === null
              ? { detail: null }
              : { detail: nodeId, selection: { ...EMPTY, nodes: new Set([nodeId]) } },
          ),
        setProblems: (problems) => {
          found = { problems, document: get().document };
          set({ problems, validation: "current" });
        },
        setValidation: (validation) => set({ validation }),
        toggleCollapsed: (loopId) => set(({ collapsed }) => ({ collapsed: toggled(collapsed, loopId) })),
        placed: (nodeId, byKeyboard = false) =>
          set(({ untouched }) => ({
            untouched: new Set([...untouched, nodeId]),
            selection: { ...EMPTY, nodes: new Set([nodeId]) },
            arrived: { nodes: [nodeId], byKeyboard },
          })),
        putIn: (nodes) =>
          set({ selection: { ...EMPTY, nodes: new Set(nodes) }, arrived: { nodes, byKeyboard: false } }),
        write: (writing) =>
          set(
            writing === null
              ? { writing }
              : { writing, selection: { nodes: new Set([writing]), edges: new Set() } },
          ),
        rename: (renaming) =>
          set(
            renaming === null
              ? { renaming }
              : { renaming, selection: { nodes: new Set([renaming]), edges: new Set() } },
          ),
        touch: (nodeId) =>
          set(({ untouched }) => {
            if (nodeId === undefined) return { untouched: new Set<string>() };
            return untouched.has(nodeId) ? { untouched: toggled(untouched, nodeId) } : {};
          }),
      }),
      {
        limit: HISTORY_LIMIT,
        partialize: (state): History => ({ document: state.document }),
        equality: (past, current) => past.document === current.document,
      },
    ),
  );
  // By an edit, an undo or what others saved.
  store.subscribe((state, previous) => {
    if (state.document === previous.document) return;
    const problems = standing(found.problems, found.document, state.document);
    const same = problems.length === state.problems.length;
    if (!same || problems.some((each, at) => each !== state.problems[at])) store.setState({ problems });
  });
  return store;
}
