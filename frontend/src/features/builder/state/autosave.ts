import { createStore, type StoreApi } from "zustand";
import type { ApiError } from "@/lib/api/errors";
import { isStatus, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow } from "@/lib/api/types";
import { messageOf } from "@/lib/fault";
import { type Draft, toDraft } from "@/lib/graph/body";
import { diffDrafts, isEmpty } from "@/lib/graph/diff";
import { lostSecrets, maskedAs } from "@/lib/graph/masks";
import { mergeDrafts } from "@/lib/graph/merge";
import { shared } from "@/lib/graph/values";
import { messages } from "@/lib/messages";
import type { BuilderStore } from "./builder-store";
import type { DraftBackup } from "./draft-backup";

const QUIET_MS = 700;
const RETRY_FIRST_MS = 1000;
const RETRY_MAX_MS = 15_000;
/** Drafts that were sent and not answered, to be told from somebody else's; more are not remembered. */
const MOST_SENT = 10;

export type SaveStatus = "saved" | "dirty" | "saving" | "offline" | "failed" | "conflict";

/** Another draft was saved meanwhile, and the two are at odds somewhere. */
export interface SaveConflict {
  /** What both drafts were made from. */
  base: Draft;
  theirs: Workflow;
}

export interface SaveState {
  status: SaveStatus;
  /** 0 as long as nobody has saved it: the server does not know it. */
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
  /** What was sent and not answered when an earlier page of this draft ended. */
  sent?: readonly Draft[];
  /**
   * Stores the draft; rejects with ApiError 409 when `revision` is not the current one. Its masks stand for the secrets of
   * the revision `secretsAsOf`.
   */
  save: (document: Draft, revision: number, secretsAsOf: number) => Promise<Workflow>;
  /** The workflow as the server has it, for a conflict whose answer did not carry it. */
  load: () => Promise<Workflow>;
  backup: DraftBackup;
  /** `left`: the page is closed; another one may have the workflow open by now. */
  onSaved: (workflow: Workflow, left: boolean) => void;
  /** What somebody else saved is in the store now; `merged` with edits made here, or alone. */
  onTheirs: (theirs: Workflow, merged: boolean) => void;
  /** The draft had masks for secrets that the server does not have: these steps, by name, need theirs typed again. */
  onLostSecrets: (steps: string[]) => void;
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
  /** What is saved as the server shows it, its secrets masked; unknown after a reload. */
  private shown: Draft | null = null;
  /** What was sent and not answered, the newest last: the server may have any of it. */
  private sent: readonly Draft[];
  private masksOf: number;
  private inFlight: Promise<void> | null = null;
  private failures = 0;
  /** The page is closed: nothing of it speaks, merges or tries again any more. */
  private stopped = false;

  constructor(private readonly options: Options) {
    this.saved = options.base ?? options.store.getState().document;
    this.sent = options.sent ?? [];
    this.masksOf = options.revision;
    this.state = createStore<SaveState>(() => ({
      ...{ status: "saved", revision: options.revision, conflict: null, reason: null, newerBy: null },
    }));
  }

  /** What is typed here stays as it was typed: a mask anywhere in the history is a secret of this revision. */
  get secretsAsOf(): number {
    return this.masksOf;
  }

  /** Watches the store until the returned function is called; what is unsaved then is sent once more, and backed up. */
  start(): () => void {
    this.stopped = false;
    if (this.pending()) this.changed(this.options.store.getState().document);
    const unsubscribe = this.options.store.subscribe((state, previous) => {
      if (state.document !== previous.document) this.changed(state.document);
    });
    return () => {
      unsubscribe();
      clearTimeout(this.timer);
      this.options.backup.flush();
      this.stopped = true;
      if (this.state.getState().status !== "conflict") void this.sendLast();
    };
  }

  /** Saves now what is not saved, a blank draft that nobody has saved too; resolves to the revision when the server has everything, rejects when it does not. */
  async flush(): Promise<number> {
    clearTimeout(this.timer);
    await this.inFlight;
    if (this.pending() || this.state.getState().revision === 0) await this.save();
    // What was merged on the way is not saved yet.
    if (this.pending() && this.state.getState().status === "dirty") await this.save();
    const { status, revision, reason } = this.state.getState();
    if (status !== "saved") throw new Error(reason ?? messages.builder.unsaved[status]);
    return revision;
  }

  /** Ends a conflict with a draft that has regard to theirs, as one step of undo, and saves it. */
  resolve(document: Draft): void {
    const { conflict } = this.state.getState();
    if (!conflict) return;
    const { theirs } = conflict;
    const next = toDraft(theirs);
    this.saved = isEmpty(diffDrafts(next, document)) ? document : next;
    this.shown = next;
    this.masksOf = theirs.revision;
    this.state.setState({ status: "saved", revision: theirs.revision, conflict: null });
    this.options.backup.clear();
    this.options.onSaved(theirs, false);
    this.options.store.getState().edit(() => document);
    if (!this.pending()) return;
    this.keep(document);
    void this.save();
  }

  /** There is a newer draft: shows it where nothing was edited, else puts both together as soon as possible. */
  async catchUp(by: string): Promise<void> {
    const { status } = this.state.getState();
    if (this.stopped || this.inFlight || status === "conflict" || status === "offline") return;
    if (status === "failed") this.state.setState({ newerBy: by });
    else if (this.pending()) await this.save();
    else {
      const theirs = await this.options.load();
      if (this.inFlight || theirs.revision <= this.state.getState().revision) return;
      if (this.stopped || this.pending()) return;
      this.hideSecrets(toDraft(theirs));
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
    if (!this.pending() && status === "saved") return;
    // An undo has brought back what is saved; unless the server may have something else by now, that is all.
    if (!this.pending() && (status === "dirty" || status === "failed")) {
      clearTimeout(this.timer);
      this.options.backup.clear();
      this.state.setState({ status: "saved", reason: null, newerBy: null });
      return;
    }
    this.keep(document);
    if (!this.pending() || status === "conflict") return;
    if (status !== "saving" && status !== "offline") this.state.setState({ status: "dirty", reason: null });
    // The first edit makes the workflow: what is asked about it is answered from then on.
    if (status !== "offline") this.schedule(revision === 0 ? 0 : QUIET_MS);
  }

  private keep(document: Draft): void {
    this.options.backup.write(document, this.state.getState().revision, this.saved, this.shown);
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.save(), delay);
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

  /** The page closes: nobody waits for the answer, and what does not arrive is in the backup. */
  private async sendLast(): Promise<void> {
    if (this.inFlight) await this.inFlight;
    if (this.stopped && this.pending()) await this.save();
  }

  private async send(): Promise<void> {
    const { document } = this.options.store.getState();
    if (this.state.getState().status !== "offline") this.state.setState({ status: "saving" });
    this.unanswered([...this.sent.filter((each) => each !== document), document]);
    try {
      const workflow = await this.options.save(document, this.state.getState().revision, this.secretsAsOf);
      this.accepted(document, workflow);
    } catch (error) {
      await this.failed(error);
    }
  }

  private accepted(document: Draft, workflow: Workflow): void {
    this.failures = 0;
    this.saved = document;
    this.shown = toDraft(workflow);
    this.state.setState({ status: "saved", revision: workflow.revision, reason: null, newerBy: null });
    if (this.stopped) {
      if (!this.pending()) this.options.backup.release();
      this.options.onSaved(workflow, true);
      return;
    }
    this.unanswered([]);
    this.dropLost(this.shown);
    if (this.pending()) this.keep(this.options.store.getState().document);
    else this.options.backup.clear();
    this.options.onSaved(workflow, false);
  }

  private unanswered(drafts: readonly Draft[]): void {
    this.sent = drafts.slice(-MOST_SENT);
    this.options.backup.sending(this.sent);
  }

  /** Takes out the masks that stood for nothing, in all of the history. */
  private dropLost(answer: Draft): void {
    const { saved } = this;
    const { without, nodes } = lostSecrets(saved, answer);
    if (nodes.length === 0) return;
    const next = without(saved);
    this.saved = next;
    this.options.store.getState().rebase({ from: saved, to: next, carry: without });
    this.options.onLostSecrets(nodes.map(({ name, key }) => name || key));
  }

  private async failed(error: unknown): Promise<void> {
    // What a closed page has not saved is in the backup, for the next one.
    if (this.stopped) return;
    if (error instanceof ServerUnreachable) {
      this.state.setState({ status: "offline" });
      this.schedule(Math.min(RETRY_FIRST_MS * 2 ** this.failures, RETRY_MAX_MS));
      this.failures += 1;
    } else if (isStatus(error, 409)) {
      await this.overtaken(error);
    } else {
      const reason = messageOf(error);
      this.state.setState({ status: "failed", reason });
    }
  }

  private async overtaken(error: ApiError): Promise<void> {
    let theirs: Workflow;
    try {
      theirs = await this.current(error);
    } catch (unread) {
      await this.failed(unread);
      return;
    }
    if (this.stopped) return;
    // The workflow is archived: there is nothing newer to put this together with.
    if (theirs.revision === this.state.getState().revision) {
      this.state.setState({ status: "failed", reason: error.message });
      return;
    }
    const shown = toDraft(theirs);
    const own = arrivedOf(this.sent, shown);
    this.unanswered([]);
    if (own) {
      this.saved = own;
      this.shown = shown;
      this.state.setState({ status: "dirty", revision: theirs.revision });
      this.dropLost(shown);
      this.schedule(0);
      return;
    }
    this.hideSecrets(shown);
    const { document } = this.options.store.getState();
    const { conflicts, lost } = mergeDrafts(this.saved, document, shown);
    if (conflicts.length > 0 || lost.length > 0) {
      clearTimeout(this.timer);
      this.state.setState({ status: "conflict", conflict: { base: this.saved, theirs } });
      return;
    }
    this.follow(theirs);
    this.state.setState({ status: "dirty" });
    this.schedule(0);
    this.options.onTheirs(theirs, true);
  }

  /** A secret that is saved is a mask from here on, as theirs has it: else the two would be at odds about it. */
  private hideSecrets(theirs: Draft): void {
    const base = this.saved;
    const next = maskedAs(base, theirs);
    if (next === base) return;
    this.saved = next;
    const carry = (draft: Draft) => maskedAs(draft, theirs, base);
    this.options.store.getState().rebase({ from: base, to: next, carry });
  }

  /** Goes on from their draft, with everything that was done here done to it. */
  private follow(theirs: Workflow): void {
    const base = this.saved;
    const next = shared(toDraft(theirs), base);
    this.saved = next;
    this.shown = next;
    this.masksOf = theirs.revision;
    this.state.setState({ revision: theirs.revision });
    this.options.store.getState().rebase({ from: base, to: next, carry: withTheirs });
    this.options.onSaved(theirs, false);
  }

  private async current(conflict: ApiError): Promise<Workflow> {
    const carried = conflict.body.current as Workflow | undefined;
    return carried?.graph ? carried : this.options.load();
  }
}

function withTheirs(draft: Draft, from: Draft, to: Draft): Draft {
  return mergeDrafts(from, draft, to).merged;
}

/** Which of the drafts that were sent is the one that the server shows, as far as masks go. */
export function arrivedOf(sent: readonly Draft[], shown: Draft): Draft | undefined {
  return sent.find((draft) => {
    const masked = maskedAs(draft, shown);
    return isEmpty(diffDrafts(shown, lostSecrets(masked, shown).without(masked)));
  });
}
