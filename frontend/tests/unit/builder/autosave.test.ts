import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave } from "@/features/builder/state/autosave";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { draftBackup } from "@/features/builder/state/draft-backup";
import { toDraft } from "@/lib/graph/body";
import { newDocument } from "@/lib/graph/document";
import { neverSaved } from "@/lib/never-saved";
import { TAB } from "@/lib/tab";
import { rename, Server, open, zone, nameOf } from "../../support/draft-server";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
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
    expect(left).toMatchObject({
      revision: 1,
      base: { name: "first" },
      sent: [{ name: "a" }, { name: "ab" }],
    });

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
    await server.save({ ...toDraft(server.document), name: "theirs" }, 2);
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
    await server.save(toDraft(newDocument("theirs")), 1);
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
    await server.save(toDraft(newDocument("theirs")), 1);
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
    await server.save({ ...toDraft(server.document), name: "theirs" }, 2);
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
    await server.save({ ...toDraft(server.document), description: "theirs" }, 1);

    const store = createBuilderStore(toDraft(server.document));
    const autosave = new Autosave({
      ...{ store, revision: 1, save: server.save, backup: draftBackup("w"), onSaved: () => undefined },
      ...(unsaved?.base ? { base: unsaved.base } : {}),
      load: () => Promise.resolve(server.workflow()),
      ...{ onTheirs: () => undefined, onLostSecrets: () => undefined },
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
    await expect(autosave.flush()).rejects.toThrow("The server cannot be reached");
  });
});

describe("a page that is left", () => {
  it("sends its last edit once, and forgets its backup when that is saved", async () => {
    const server = new Server();
    const { store, backup, answers, stop } = open(server);
    store.getState().edit(rename("last"));
    stop();
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ saves: 1, document: { name: "last" } });
    expect(backup.read()).toBeNull();
    // The query of the workflow has ended with its page.
    expect(answers).toEqual([]);
  });

  it("keeps its backup when the last edit does not arrive, and does not try again", async () => {
    const server = new Server();
    const { store, backup, autosave, stop } = open(server);
    server.reachable = false;
    store.getState().edit(rename("last"));
    stop();
    await vi.runAllTimersAsync();
    server.reachable = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.saves).toBe(0);
    expect(autosave.state.getState().status).not.toBe("offline");
    expect(backup.read()).toMatchObject({ document: { name: "last" }, revision: 1 });
  });

  it("does not go on when what was on its way as it closed fails", async () => {
    const server = new Server();
    const { store, autosave, backup, stop } = open(server);
    const release = server.hold();
    store.getState().edit(rename("under way"));
    await vi.advanceTimersByTimeAsync(700);
    stop();
    server.reachable = false;
    release();
    await vi.advanceTimersByTimeAsync(500);
    expect(vi.getTimerCount()).toBe(0);
    expect(autosave.state.getState().status).toBe("saving");
    expect(backup.read()).toMatchObject({ document: { name: "under way" }, revision: 1 });
  });

  it("stops trying what it could not send while it was open", async () => {
    const server = new Server();
    const { store, stop } = open(server);
    server.reachable = false;
    store.getState().edit(rename("offline"));
    await vi.advanceTimersByTimeAsync(5000);
    stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("neither merges nor speaks when somebody else was faster", async () => {
    const server = new Server();
    const { store, backup, told, answers, stop } = open(server);
    await server.save({ ...toDraft(server.document), description: "theirs" }, 1);
    store.getState().edit(rename("mine"));
    stop();
    await vi.runAllTimersAsync();
    expect({ told, answers, name: server.document.name }).toEqual({ told: [], answers: [], name: "first" });
    expect(backup.read()).toMatchObject({ document: { name: "mine" }, revision: 1 });
  });

  it("leaves alone what the next page of the same workflow has written", async () => {
    const server = new Server();
    const first = open(server);
    const release = server.hold();
    first.store.getState().edit(rename("first page"));
    first.stop();
    const next = open(server, first.backup.read() ?? undefined);
    next.store.getState().edit(rename("next page"));
    next.backup.flush();
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.document.name).toBe("first page");
    expect(next.backup.read()).toMatchObject({ document: { name: "next page" } });
    await vi.runAllTimersAsync();
    expect(server.document.name).toBe("next page");
    expect(next.autosave.state.getState()).toMatchObject({ status: "saved", conflict: null });
  });
});

describe("a new workflow", () => {
  /** A draft that nobody has saved. */
  function fresh() {
    const server = new Server();
    server.revision = 0;
    return server;
  }

  it("is not made by being looked at, and is by the first edit, at once", async () => {
    const server = fresh();
    const { store, autosave, backup, stop } = open(server);
    await vi.runAllTimersAsync();
    expect(server.saves).toBe(0);
    store.getState().edit(rename("mine"));
    await vi.advanceTimersByTimeAsync(0);
    expect(server).toMatchObject({ saves: 1, revision: 1, document: { name: "mine" } });
    expect(autosave.state.getState()).toMatchObject({ status: "saved", revision: 1 });
    expect(backup.read()).toBeNull();
    stop();
  });

  it("is left without a trace when nothing was edited", async () => {
    const server = fresh();
    open(server).stop();
    await vi.runAllTimersAsync();
    expect(server.saves).toBe(0);
    expect(localStorage.length).toBe(0);
  });

  it("is made untouched where something is to be done with it", async () => {
    const server = fresh();
    const { autosave } = open(server);
    expect(await autosave.flush()).toBe(1);
    expect(server.saves).toBe(1);
  });

  it("is not at odds with itself when the answer to its first save is lost", async () => {
    const server = fresh();
    const { store, autosave } = open(server);
    server.loseAnswer = true;
    store.getState().edit(rename("mine"));
    await vi.advanceTimersByTimeAsync(0);
    store.getState().edit(rename("mine, too"));
    await vi.runAllTimersAsync();
    expect(autosave.state.getState()).toMatchObject({ status: "saved", conflict: null, revision: 2 });
    expect(server.document.name).toBe("mine, too");
  });

  it("is one for two tabs: what the second does comes to what the first has made", async () => {
    const server = fresh();
    const [first, second] = [open(server), open(server)];
    first.store.getState().edit(rename("mine"));
    await vi.runAllTimersAsync();
    second.store.getState().edit(zone("Asia/Tokyo"));
    await vi.runAllTimersAsync();
    expect(server.document).toMatchObject({ name: "mine", settings: { timezone: "Asia/Tokyo" } });
    second.store.temporal.getState().undo();
    await vi.runAllTimersAsync();
    expect(server.document).toMatchObject({ name: "mine", settings: { timezone: "UTC" } });
  });

  it("that was edited without a server is found again once it is left, in its tab or another, until it is saved", async () => {
    const server = fresh();
    server.reachable = false;
    const { store, stop, backup } = open(server);
    store.getState().edit(rename("mine"));
    await vi.advanceTimersByTimeAsync(500);
    stop();
    await vi.runAllTimersAsync();
    // Asked by the list, where no workflow is open: this tab is not at it any more.
    expect(await neverSaved()).toEqual([{ workflowId: "w", name: "mine" }]);
    const text = localStorage.getItem(`statewright:draft:w:${TAB}`) ?? "";
    localStorage.setItem("statewright:draft:another:closed", text);
    localStorage.setItem("statewright:draft:v:closed", JSON.stringify({ revision: 3, document: {} }));
    expect((await neverSaved()).map(({ workflowId }) => workflowId)).toEqual(["w", "another"]);
    localStorage.removeItem("statewright:draft:another:closed");

    server.reachable = true;
    const again = open(server, backup.read() ?? undefined);
    expect(nameOf(again.store)).toBe("mine");
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ saves: 1, document: { name: "mine" } });
    expect(await neverSaved()).toEqual([]);
  });

  it("tells that it was saved after it was left too", async () => {
    const server = fresh();
    const { store, stop, answers, late } = open(server);
    const release = server.hold();
    store.getState().edit(rename("mine"));
    await vi.advanceTimersByTimeAsync(0);
    stop();
    release();
    await vi.runAllTimersAsync();
    expect([answers.length, late.map(({ revision }) => revision)]).toEqual([0, [1]]);
    expect(await neverSaved()).toEqual([]);
  });
});
