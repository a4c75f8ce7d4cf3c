import { createStore, type StoreApi } from "zustand";
import type { ApiError } from "@/lib/api/errors";
import { isStatus, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow } from "@/lib/api/types";
import { type Draft, toDraft } from "@/lib/graph/body";
import type { BuilderStore } from "./builder-store";
import type { DraftBackup } from "./draft-backup";

const QUIET_MS = 700;
const RETRY_FIRST_MS = 1000;
const RETRY_MAX_MS = 15_000;

export type SaveStatus = "saved" | "dirty" | "saving" | "offline" | "failed" | "conflict";

export interface SaveState {
  status: SaveStatus;
  revision: number;
  /** What else was saved meanwhile (status `conflict`). */
  theirs: Workflow | null;
  /** Why the server refused the draft (status `failed`). */
  reason: string | null;
}

interface Options {
  store: BuilderStore;
  revision: number;
  /** Stores the draft; rejects with ApiError 409 when `revision` is not the current one. */
  save: (document: Draft, revision: number) => Promise<Workflow>;
  /** The workflow as the server has it, for a conflict whose answer did not carry it. */
  load: () => Promise<Workflow>;
  backup: DraftBackup;
  onSaved: (workflow: Workflow) => void;
}

/**
 * Keeps the server's draft equal to the store's: one request at a time, after a moment of quiet, again and again
 * while the server is away. Until a draft is accepted, a copy lives in the browser's storage.
 */
export class Autosave {
  readonly state: StoreApi<SaveState>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saved: Draft;
  private inFlight: Promise<void> | null = null;
  private failures = 0;

  constructor(private readonly options: Options) {
    this.saved = options.store.getState().document;
    this.state = createStore<SaveState>(() => ({
      status: "saved",
      revision: options.revision,
      theirs: null,
      reason: null,
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
    const { status, revision, reason } = this.state.getState();
    if (status !== "saved") throw new Error(reason ?? status);
    return revision;
  }

  /** Ends a conflict with this editor's draft: it becomes the next revision after the other one. */
  keepMine(): void {
    const { theirs } = this.state.getState();
    if (!theirs) return;
    this.state.setState({ status: "dirty", revision: theirs.revision, theirs: null });
    void this.save();
  }

  /** Ends a conflict with the other draft; undo brings this one back. */
  takeTheirs(): void {
    const { theirs } = this.state.getState();
    if (!theirs) return;
    this.state.setState({ status: "saved", revision: theirs.revision, theirs: null });
    this.options.backup.clear();
    this.saved = toDraft(theirs);
    this.options.store.getState().edit(() => this.saved);
  }

  private pending(): boolean {
    return this.options.store.getState().document !== this.saved;
  }

  private changed(document: Draft): void {
    const { status, revision } = this.state.getState();
    if (!this.pending()) return;
    this.options.backup.write(document, revision);
    if (status === "conflict") return;
    if (status !== "saving" && status !== "offline") this.state.setState({ status: "dirty", reason: null });
    if (status !== "offline") this.schedule(QUIET_MS);
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), delay);
  }

  private save(): Promise<void> {
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
    try {
      const workflow = await this.options.save(document, this.state.getState().revision);
      this.failures = 0;
      this.saved = document;
      if (!this.pending()) this.options.backup.clear();
      this.state.setState({ status: "saved", revision: workflow.revision, reason: null });
      this.options.onSaved(workflow);
    } catch (error) {
      await this.failed(error);
    }
  }

  private async failed(error: unknown): Promise<void> {
    if (error instanceof ServerUnreachable) {
      this.state.setState({ status: "offline" });
      this.schedule(Math.min(RETRY_FIRST_MS * 2 ** this.failures, RETRY_MAX_MS));
      this.failures += 1;
    } else if (isStatus(error, 409)) {
      this.state.setState({ status: "conflict", theirs: await this.current(error) });
    } else {
      const reason = error instanceof Error ? error.message : String(error);
      this.state.setState({ status: "failed", reason });
    }
  }

  private async current(conflict: ApiError): Promise<Workflow> {
    const carried = conflict.body.current as Workflow | undefined;
    return carried?.graph ? carried : this.options.load();
  }
}
