import { Autosave } from "@/features/builder/state/autosave";
import { type BuilderStore, createBuilderStore } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { draftBackup, type Unsaved } from "@/features/builder/state/draft-backup";
import { ApiError, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow, WorkflowDocument } from "@/lib/api/types";
import { type Draft, type FlatNode, toDocument, toDraft } from "@/lib/graph/body";
import { DEFAULT_SETTINGS, newDocument } from "@/lib/graph/document";
import { MASK } from "@/lib/graph/masks";
import { node } from "./graphs";

export const rename = (name: string) => updateDocument({ name });

/** A server that keeps one draft and counts revisions, as the real one does. */
export class Server {
  document = newDocument("first");
  revision = 1;
  reachable = true;
  saves = 0;
  /** Of which revision the masks were said to be that arrived last. */
  secretsAsOf = 0;
  /** The next save is done, and nobody hears of it. */
  loseAnswer = false;
  /** Nothing arrives any more before this is called. */
  private release: () => void = () => undefined;
  private held: Promise<void> | null = null;

  hold(): () => void {
    this.held = new Promise((resolve) => (this.release = resolve));
    return () => {
      this.held = null;
      this.release();
    };
  }

  workflow(): Workflow {
    const nodes = this.document.graph.nodes.map((each) =>
      typeof each.config.secret === "string" ? { ...each, config: { secret: MASK } } : each,
    );
    return {
      ...this.document,
      ...{ graph: { ...this.document.graph, nodes }, tests: [] },
      ...{ id: "w", revision: this.revision, status: "draft", live_version: null },
      ...{ created_at: "", updated_at: "", last_execution: null, edited_at: "", edited_by: null },
    };
  }

  save = async (draft: Draft, revision: number, secretsAsOf = revision): Promise<Workflow> => {
    await this.held;
    this.secretsAsOf = secretsAsOf;
    const known = new Map(this.document.graph.nodes.map(({ id, config }) => [id, config.secret]));
    const document = toDocument(draft);
    const nodes = document.graph.nodes.map((each) =>
      each.config.secret === MASK ? { ...each, config: { secret: known.get(each.id) ?? null } } : each,
    );
    if (!this.reachable) throw new ServerUnreachable("gone");
    if (revision !== this.revision) throw new ApiError(409, "stale", undefined, [], {});
    this.saves += 1;
    this.revision += 1;
    this.document = { ...document, graph: { ...document.graph, nodes } };
    if (this.loseAnswer) {
      this.loseAnswer = false;
      throw new ServerUnreachable("gone");
    }
    return this.workflow();
  };
}

/** Opens the draft, with what an earlier page has left unsaved if there is something. */
export function open(server: Server, left?: Unsaved) {
  const store = createBuilderStore(toDraft(server.workflow()));
  const backup = draftBackup("w");
  const told: [string, boolean][] = [];
  const lost: string[][] = [];
  const answers: Workflow[] = [];
  const late: Workflow[] = [];
  const autosave = new Autosave({
    ...{ store, revision: left?.revision ?? server.revision, save: server.save, backup },
    ...(left?.base ? { base: left.base, sent: left.sent } : {}),
    onSaved: (workflow, left) => (left ? late : answers).push(workflow),
    load: () => Promise.resolve(server.workflow()),
    onTheirs: ({ name }, merged) => told.push([name, merged]),
    onLostSecrets: (steps) => lost.push(steps),
  });
  if (left) store.getState().edit(() => left.document);
  const stop = autosave.start();
  return { store, autosave, backup, told, lost, answers, late, stop };
}

export const zone = (timezone: string) => updateDocument({ settings: { ...DEFAULT_SETTINGS, timezone } });
export const nameOf = (store: BuilderStore) => store.getState().document.name;

export const withNodes = (...nodes: FlatNode[]) => ({
  ...{ ...newDocument("first"), graph: { nodes, edges: [] } },
});
export const hook = (secret: string | null) => node("hook", "trigger", { config: { secret } });
export const setHook = (secret: string) => (draft: Draft) => ({
  ...{
    ...draft,
    graph: { ...draft.graph, nodes: [...draft.graph.nodes.filter(({ id }) => id !== "hook"), hook(secret)] },
  },
});
export const secretOf = (draft: Draft | WorkflowDocument) =>
  draft.graph.nodes.find(({ id }) => id === "hook")?.config.secret;
