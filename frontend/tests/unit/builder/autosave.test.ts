import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave } from "@/features/builder/state/autosave";
import { type BuilderStore, createBuilderStore } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { draftBackup, type Unsaved } from "@/features/builder/state/draft-backup";
import { ApiError, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow, WorkflowDocument } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { DEFAULT_SETTINGS, newDocument } from "@/lib/graph/document";

const rename = (name: string) => updateDocument({ name });

/** A server that keeps one draft and counts revisions, as the real one does. */
class Server {
  document = newDocument("first");
  revision = 1;
  reachable = true;
  saves = 0;
  /** The next save is done, and nobody hears of it. */
  loseAnswer = false;

  workflow(): Workflow {
    return {
      ...this.document,
      tests: [],
      ...{ id: "w", revision: this.revision, status: "draft", live_version: null },
      ...{ created_at: "", updated_at: "", last_execution: null, edited_at: "", edited_by: null },
    };
  }

  save = async (document: WorkflowDocument, revision: number): Promise<Workflow> => {
    if (!this.reachable) throw new ServerUnreachable("gone");
    if (revision !== this.revision) throw new ApiError(409, "stale", undefined, [], {});
    this.saves += 1;
    this.revision += 1;
    this.document = document;
    if (this.loseAnswer) {
      this.loseAnswer = false;
      throw new ServerUnreachable("gone");
    }
    return this.workflow();
  };
}

/** Opens the draft, with what an earlier page has left unsaved if there is something. */
function open(server: Server, left?: Unsaved) {
  const store = createBuilderStore(toDraft(server.document));
  const backup = draftBackup("w");
  const told: [string, boolean][] = [];
  const autosave = new Autosave({
    ...{ store, revision: left?.revision ?? server.revision, save: server.save, backup },
    ...(left?.base ? { base: left.base, sent: left.sent } : {}),
    onSaved: () => undefined,
    load: () => Promise.resolve(server.workflow()),
    onTheirs: ({ name }, merged) => told.push([name, merged]),
  });
  if (left) store.getState().edit(() => left.document);
  const stop = autosave.start();
  return { store, autosave, backup, told, stop };
}

const zone = (timezone: string) => updateDocument({ settings: { ...DEFAULT_SETTINGS, timezone } });
const nameOf = (store: BuilderStore) => store.getState().document.name;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("autosave", () => {
  it("saves a burst of edits once", async () => {
    const server = new Server();
    const { store, autosave, backup } = open(server);
    for (const name of ["a", "ab", "abc"]) store.getState().edit(rename(name));
    expect(autosave.state.getState().status).toBe("dirty");
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ saves: 1, revision: 2, document: { name: "abc" } });
    expect(autosave.state.getState()).toMatchObject({ status: "saved", revision: 2 });
    expect(backup.read()).toBeNull();
  });

  it("keeps edits while the server is away and saves them when it is back", async () => {
    const server = new Server();
    const { store, autosave, backup } = open(server);
    server.reachable = false;
    store.getState().edit(rename("offline"));
    await vi.advanceTimersByTimeAsync(5000);
    expect(autosave.state.getState().status).toBe("offline");
    expect(backup.read()).toMatchObject({ revision: 1, document: { name: "offline" } });
    server.reachable = true;
    await vi.runAllTimersAsync();
    expect(server.document.name).toBe("offline");
    expect(autosave.state.getState().status).toBe("saved");
  });

  it("has kept the last key typed when the page is left at once", () => {
    const { store, backup } = open(new Server());
    for (const name of ["a", "ab", "abc"]) store.getState().edit(rename(name));
    expect(backup.read()).toBeNull();
    window.dispatchEvent(new Event("pagehide"));
    expect(backup.read()).toMatchObject({ revision: 1, document: { name: "abc" } });
    backup.clear();
  });

  it("is not at odds with itself when a page ends while its draft is being sent", async () => {
    const server = new Server();
    const first = open(server);
    first.store.getState().edit(rename("a"));
    // The save is done, and the page ends before its answer, one key later.
    server.loseAnswer = true;
    await vi.advanceTimersByTimeAsync(700);
    first.store.getState().edit(rename("ab"));
    first.stop();
    const left = first.backup.read();
    expect(left).toMatchObject({ revision: 1, base: { name: "first" }, sent: { name: "a" } });

    const { autosave, store } = open(server, left ?? undefined);
    await vi.runAllTimersAsync();
    expect(nameOf(store)).toBe("ab");
    expect(autosave.state.getState()).toMatchObject({ status: "saved", revision: 3, conflict: null });
    expect(server.document.name).toBe("ab");
  });

  it("puts two drafts together that are not at odds; undo takes back what was done here only", async () => {
    const server = new Server();
    const { store, autosave, told } = open(server);
    store.getState().edit(zone("Europe/Berlin"));
    await vi.runAllTimersAsync();
    await server.save({ ...server.document, name: "theirs" }, 2);
    store.getState().edit(zone("Asia/Tokyo"));
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({
      revision: 4,
      document: { name: "theirs", settings: { timezone: "Asia/Tokyo" } },
    });
    expect(autosave.state.getState()).toMatchObject({ status: "saved", revision: 4, conflict: null });
    expect(told).toEqual([["theirs", true]]);
    store.temporal.getState().undo();
    store.temporal.getState().undo();
    expect(store.getState().document).toMatchObject({ name: "theirs", settings: { timezone: "UTC" } });
  });

  it("stops where they are at odds, until people have chosen; the choice is one step of undo", async () => {
    const server = new Server();
    const { store, autosave, backup } = open(server);
    await server.save(newDocument("theirs"), 1);
    store.getState().edit(rename("mine"));
    await vi.runAllTimersAsync();
    const { status, conflict } = autosave.state.getState();
    expect({ status, base: conflict?.base.name, theirs: conflict?.theirs.name }).toEqual({
      ...{ status: "conflict", base: "first", theirs: "theirs" },
    });
    expect(server.document.name).toBe("theirs");
    expect(backup.read()).toMatchObject({ revision: 1, document: { name: "mine" }, base: { name: "first" } });
    autosave.resolve({ ...store.getState().document, name: "both" });
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ revision: 3, document: { name: "both" } });
    expect(backup.read()).toBeNull();
    store.temporal.getState().undo();
    expect(nameOf(store)).toBe("mine");
  });

  it("saves nothing when the other draft is chosen, and brings mine back by undo", async () => {
    const server = new Server();
    const { store, autosave } = open(server);
    await server.save(newDocument("theirs"), 1);
    store.getState().edit(rename("mine"));
    await vi.runAllTimersAsync();
    autosave.resolve(toDraft(server.workflow()));
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ revision: 2, document: { name: "theirs" } });
    expect(autosave.state.getState()).toMatchObject({ status: "saved", revision: 2 });
    store.temporal.getState().undo();
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ revision: 3, document: { name: "mine" } });
  });

  it("knows a save of its own whose answer got lost", async () => {
    const server = new Server();
    const { store, autosave, told } = open(server);
    store.getState().edit(rename("mine"));
    server.loseAnswer = true;
    await vi.advanceTimersByTimeAsync(800);
    expect(autosave.state.getState().status).toBe("offline");
    store.getState().edit(rename("mine, longer"));
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ revision: 3, document: { name: "mine, longer" } });
    expect(told).toEqual([]);
  });

  it("follows a newer draft where nothing was edited, and keeps the history of what was", async () => {
    const server = new Server();
    const { store, autosave, told } = open(server);
    store.getState().edit(zone("Europe/Berlin"));
    await vi.runAllTimersAsync();
    await server.save({ ...server.document, name: "theirs" }, 2);
    await autosave.catchUp("Bob");
    expect(nameOf(store)).toBe("theirs");
    expect(told).toEqual([["theirs", false]]);
    await vi.runAllTimersAsync();
    expect(server.revision).toBe(3);
    store.temporal.getState().undo();
    expect(store.getState().document).toMatchObject({ name: "theirs", settings: { timezone: "UTC" } });
  });

  it("goes on after a reload from what the edits were made on", async () => {
    const server = new Server();
    const first = open(server);
    server.reachable = false;
    first.store.getState().edit(rename("mine"));
    await vi.advanceTimersByTimeAsync(1000);
    const unsaved = first.backup.read();
    server.reachable = true;
    await server.save({ ...server.document, description: "theirs" }, 1);

    const store = createBuilderStore(toDraft(server.document));
    const autosave = new Autosave({
      ...{ store, revision: 1, save: server.save, backup: draftBackup("w"), onSaved: () => undefined },
      ...(unsaved?.base ? { base: unsaved.base } : {}),
      load: () => Promise.resolve(server.workflow()),
      onTheirs: () => undefined,
    });
    store.getState().edit(() => unsaved?.document ?? store.getState().document);
    autosave.start();
    await vi.runAllTimersAsync();
    expect(server.document).toMatchObject({ name: "mine", description: "theirs" });
  });

  it("flushes before publishing and says why it cannot", async () => {
    const server = new Server();
    const { store, autosave } = open(server);
    store.getState().edit(rename("now"));
    await expect(autosave.flush()).resolves.toBe(2);
    server.reachable = false;
    store.getState().edit(rename("later"));
    await expect(autosave.flush()).rejects.toThrow("offline");
  });
});
