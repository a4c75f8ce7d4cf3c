import { createStore, type StoreApi } from "zustand";
import type { ApiError } from "@/lib/api/errors";
import { isStatus, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow } from "@/lib/api/types";
import { type Draft, toDraft } from "@/lib/graph/body";
import { diffDrafts, isEmpty } from "@/lib/graph/diff";
import { mergeDrafts } from "@/lib/graph/merge";
import type { BuilderStore } from "./builder-store";
import type { DraftBackup } from "./draft-backup";

const QUIET_MS = 700;
const RETRY_FIRST_MS = 1000;
const RETRY_MAX_MS = 15_000;

export type SaveStatus = "saved" | "dirty" | "saving" | "offline" | "failed" | "conflict";

/** Another draft was saved meanwhile, and the two are at odds somewhere. */
export interface SaveConflict {
  /** What both drafts were made from. */
  base: Draft;
  theirs: Workflow;
}

export interface SaveState {
  status: SaveStatus;
  revision: number;
  /** With status `conflict`. */
  conflict: SaveConflict | null;
  /** Why the server refused the draft (status `failed`). */
  reason: string | null;
  /** Who has saved a newer draft, while this one cannot be saved. */
  newerBy: string | null;
}

interface Options {
  store: BuilderStore;
  revision: number;
  /** That revision's document, where the store does not begin with it. */
  base?: Draft;
  /** What was being sent when an earlier page of this draft ended. */
  sent?: Draft | null;
  /** Stores the draft; rejects with ApiError 409 when `revision` is not the current one. */
  save: (document: Draft, revision: number) => Promise<Workflow>;
  /** The workflow as the server has it, for a conflict whose answer did not carry it. */
  load: () => Promise<Workflow>;
  backup: DraftBackup;
  onSaved: (workflow: Workflow) => void;
  /** What somebody else saved is in the store now; `merged` with edits made here, or alone. */
  onTheirs: (theirs: Workflow, merged: boolean) => void;
}

/**
 * Keeps the server's draft equal to the store's: one request at a time, after a moment of quiet, again and again
 * while the server is away. Until a draft is accepted, a copy lives in the browser's storage.
 *
 * When somebody else was faster, both drafts are merged. Where they are not at odds that is all, and the history is as
 * if theirs had come first: undo takes back what was done here and nothing of theirs. Otherwise people choose.
 */
export class Autosave {
  readonly state: StoreApi<SaveState>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saved: Draft;
  /** What was sent last: the server may have it although its answer got lost. */
  private sent: Draft | null;
  private inFlight: Promise<void> | null = null;
  private failures = 0;

  constructor(private readonly options: Options) {
    this.saved = options.base ?? options.store.getState().document;
    this.sent = options.sent ?? null;
    this.state = createStore<SaveState>(() => ({
      ...{ status: "saved", revision: options.revision, conflict: null, reason: null, newerBy: null },
    }));
  }

  /** Watches the store until the returned function is called; what is unsaved then stays in the backup. */
  start(): () => void {
    if (this.pending()) this.changed(this.options.store.getState().document);
    const unsubscribe = this.options.store.subscribe((state, previous) => {
      if (state.document !== previous.document) this.changed(state.document);
    });
    return () => {
      unsubscribe();
      clearTimeout(this.timer);
      this.options.backup.flush();
    };
  }

  /** Saves now what is not saved; resolves to the revision when the server has everything, rejects when it does not. */
  async flush(): Promise<number> {
    clearTimeout(this.timer);
    await this.inFlight;
    if (this.pending()) await this.save();
    // What was merged on the way is not saved yet.
    if (this.pending() && this.state.getState().status === "dirty") await this.save();
    const { status, revision, reason } = this.state.getState();
    if (status !== "saved") throw new Error(reason ?? status);
    return revision;
  }

  /** Ends a conflict with a draft that has regard to theirs, as one step of undo, and saves it. */
  resolve(document: Draft): void {
    const { conflict } = this.state.getState();
    if (!conflict) return;
    const { theirs } = conflict;
    const next = toDraft(theirs);
    this.saved = isEmpty(diffDrafts(next, document)) ? document : next;
    this.state.setState({ status: "saved", revision: theirs.revision, conflict: null });
    this.options.backup.clear();
    this.options.onSaved(theirs);
    this.options.store.getState().edit(() => document);
    if (!this.pending()) return;
    this.options.backup.write(document, theirs.revision, this.saved);
    void this.save();
  }

  /** There is a newer draft: shows it where nothing was edited, else puts both together as soon as possible. */
  async catchUp(by: string): Promise<void> {
    const { status } = this.state.getState();
    if (this.inFlight || status === "conflict" || status === "offline") return;
    if (status === "failed") this.state.setState({ newerBy: by });
    else if (this.pending()) await this.save();
    else {
      const theirs = await this.options.load();
      if (this.inFlight || theirs.revision <= this.state.getState().revision) return;
      if (this.pending()) return;
      this.follow(theirs);
      this.options.backup.clear();
      this.options.onTheirs(theirs, false);
    }
  }

  private pending(): boolean {
    return this.options.store.getState().document !== this.saved;
  }

  private changed(document: Draft): void {
    const { status, revision } = this.state.getState();
    if (!this.pending()) return;
    this.options.backup.write(document, revision, this.saved);
    if (status === "conflict") return;
    if (status !== "saving" && status !== "offline") this.state.setState({ status: "dirty", reason: null });
    if (status !== "offline") this.schedule(QUIET_MS);
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), delay);
  }

  private save(): Promise<void> {
    clearTimeout(this.timer);
    this.inFlight ??= this.send().finally(() => {
      this.inFlight = null;
      if (this.state.getState().status === "saved" && this.pending()) {
        this.state.setState({ status: "dirty" });
        this.schedule(QUIET_MS);
      }
    });
    return this.inFlight;
  }

  private async send(): Promise<void> {
    const { document } = this.options.store.getState();
    if (this.state.getState().status !== "offline") this.state.setState({ status: "saving" });
    const lastSent = this.sent;
    this.sent = document;
    this.options.backup.sending(document);
    try {
      const workflow = await this.options.save(document, this.state.getState().revision);
      this.failures = 0;
      this.saved = document;
      if (!this.pending()) this.options.backup.clear();
      this.state.setState({ status: "saved", revision: workflow.revision, reason: null, newerBy: null });
      this.options.onSaved(workflow);
    } catch (error) {
      await this.failed(error, lastSent);
    }
  }

  private async failed(error: unknown, lastSent: Draft | null): Promise<void> {
    if (error instanceof ServerUnreachable) {
      this.state.setState({ status: "offline" });
      this.schedule(Math.min(RETRY_FIRST_MS * 2 ** this.failures, RETRY_MAX_MS));
      this.failures += 1;
    } else if (isStatus(error, 409)) {
      await this.overtaken(error, lastSent);
    } else {
      const reason = error instanceof Error ? error.message : String(error);
      this.state.setState({ status: "failed", reason });
    }
  }

  private async overtaken(error: ApiError, lastSent: Draft | null): Promise<void> {
    const theirs = await this.current(error);
    // The workflow is archived: there is nothing newer to put this together with.
    if (theirs.revision === this.state.getState().revision) {
      this.state.setState({ status: "failed", reason: error.message });
      return;
    }
    if (lastSent && isEmpty(diffDrafts(toDraft(theirs), lastSent))) {
      this.saved = lastSent;
      this.state.setState({ status: "dirty", revision: theirs.revision });
      this.schedule(0);
      return;
    }
    const { document } = this.options.store.getState();
    const { conflicts, lost } = mergeDrafts(this.saved, document, toDraft(theirs));
    if (conflicts.length > 0 || lost.length > 0) {
      this.state.setState({ status: "conflict", conflict: { base: this.saved, theirs } });
      return;
    }
    this.follow(theirs);
    this.state.setState({ status: "dirty" });
    this.schedule(0);
    this.options.onTheirs(theirs, true);
  }

  /** Goes on from their draft, with everything that was done here done to it. */
  private follow(theirs: Workflow): void {
    const base = this.saved;
    const next = toDraft(theirs);
    this.saved = next;
    this.state.setState({ revision: theirs.revision });
    this.options.store
      .getState()
      .rebase((draft) => (draft === base ? next : mergeDrafts(base, draft, next).merged));
    this.options.onSaved(theirs);
  }

  private async current(conflict: ApiError): Promise<Workflow> {
    const carried = conflict.body.current as Workflow | undefined;
    return carried?.graph ? carried : this.options.load();
  }
}
