import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { notArrived } from "@/features/builder/hooks/use-draft";
import { Autosave } from "@/features/builder/state/autosave";
import { type BuilderStore, createBuilderStore } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { draftBackup, type Unsaved } from "@/features/builder/state/draft-backup";
import { ApiError, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow, WorkflowDocument } from "@/lib/api/types";
import { type Draft, type FlatNode, toDocument, toDraft } from "@/lib/graph/body";
import { DEFAULT_SETTINGS, newDocument } from "@/lib/graph/document";
import { MASK } from "@/lib/graph/masks";
import { node } from "../../support/graphs";

const rename = (name: string) => updateDocument({ name });

/** A server that keeps one draft and counts revisions, as the real one does. */
class Server {
  document = newDocument("first");
  revision = 1;
  reachable = true;
  saves = 0;
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

  save = async (draft: Draft, revision: number): Promise<Workflow> => {
    await this.held;
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
function open(server: Server, left?: Unsaved) {
  const store = createBuilderStore(toDraft(server.workflow()));
  const backup = draftBackup("w");
  const told: [string, boolean][] = [];
  const lost: string[][] = [];
  const answers: Workflow[] = [];
  const autosave = new Autosave({
    ...{ store, revision: left?.revision ?? server.revision, save: server.save, backup },
    ...(left?.base ? { base: left.base, sent: left.sent } : {}),
    onSaved: (workflow) => answers.push(workflow),
    load: () => Promise.resolve(server.workflow()),
    onTheirs: ({ name }, merged) => told.push([name, merged]),
    onLostSecrets: (steps) => lost.push(steps),
  });
  if (left) store.getState().edit(() => left.document);
  const stop = autosave.start();
  return { store, autosave, backup, told, lost, answers, stop };
}

const zone = (timezone: string) => updateDocument({ settings: { ...DEFAULT_SETTINGS, timezone } });
const nameOf = (store: BuilderStore) => store.getState().document.name;

const withNodes = (...nodes: FlatNode[]) => ({
  ...{ ...newDocument("first"), graph: { nodes, edges: [] } },
});
const hook = (secret: string | null) => node("hook", "trigger", { config: { secret } });
const setHook = (secret: string) => (draft: Draft) => ({
  ...{
    ...draft,
    graph: { ...draft.graph, nodes: [...draft.graph.nodes.filter(({ id }) => id !== "hook"), hook(secret)] },
  },
});
const secretOf = (draft: Draft | WorkflowDocument) =>
  draft.graph.nodes.find(({ id }) => id === "hook")?.config.secret;

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

describe("what an earlier page left", () => {
  const server = () => new Server().workflow();
  const left = (document: string, sent: string[]): Unsaved => ({
    ...{ document: toDraft(newDocument(document)), revision: 0, base: toDraft(newDocument("base")) },
    sent: sent.map((name) => toDraft(newDocument(name))),
  });

  it("is saved already when the server has it, and goes on from there when it has a part of it", () => {
    const opened = toDraft(server());
    expect(notArrived(left("first", ["first"]), server(), opened)).toBeNull();
    expect(notArrived(left("first, longer", ["first", "other"]), server(), opened)).toMatchObject({
      ...{ revision: 1, base: { name: "first" }, document: { name: "first, longer" }, sent: [] },
    });
  });

  it("stays what it is when the server has something else", () => {
    const unsaved = left("mine", ["mine"]);
    expect(notArrived(unsaved, server(), toDraft(server()))).toBe(unsaved);
  });
});

describe("drafts at odds", () => {
  it("are not one's own, however many of them were not answered", async () => {
    const server = new Server();
    const { store, autosave, told } = open(server);
    server.loseAnswer = true;
    store.getState().edit(rename("1"));
    await vi.advanceTimersByTimeAsync(700);
    server.reachable = false;
    for (const name of ["2", "3"]) {
      store.getState().edit(rename(name));
      await vi.advanceTimersByTimeAsync(3000);
    }
    server.reachable = true;
    await vi.runAllTimersAsync();
    expect(autosave.state.getState()).toMatchObject({ status: "saved", conflict: null });
    expect({ told, name: server.document.name }).toEqual({ told: [], name: "3" });
  });

  it("are not so over a secret that one of them shows masked", async () => {
    const server = new Server();
    server.document = withNodes(hook(null));
    const { store, autosave, told } = open(server);
    store.getState().edit(setHook("typed"));
    await vi.runAllTimersAsync();
    await server.save({ ...toDraft(server.workflow()), name: "theirs" }, 2);
    store.getState().edit(setHook("typed anew"));
    await vi.runAllTimersAsync();
    expect(autosave.state.getState()).toMatchObject({ status: "saved", conflict: null });
    expect(told).toEqual([["theirs", true]]);
    expect(server.document.name).toBe("theirs");
    expect(secretOf(server.document)).toBe("typed anew");
  });

  it("leave a colleague's new secret where it is", async () => {
    const server = new Server();
    server.document = withNodes(hook(null));
    const { store, autosave } = open(server);
    store.getState().edit(setHook("mine"));
    await vi.runAllTimersAsync();
    await server.save(setHook("a colleague's")(toDraft(server.workflow())), 2);
    store.getState().edit(rename("renamed"));
    await vi.runAllTimersAsync();
    expect(autosave.state.getState().status).toBe("saved");
    expect(server.document.name).toBe("renamed");
    expect(secretOf(server.document)).toBe("a colleague's");
  });

  it("of which one was lost on its way back are known by it in spite of a secret", async () => {
    const server = new Server();
    server.document = withNodes(hook(null));
    const { store, autosave, told } = open(server);
    server.loseAnswer = true;
    store.getState().edit(setHook("typed"));
    await vi.advanceTimersByTimeAsync(700);
    store.getState().edit(rename("on"));
    await vi.runAllTimersAsync();
    expect(autosave.state.getState()).toMatchObject({ status: "saved", conflict: null });
    expect(told).toEqual([]);
    expect(secretOf(server.document)).toBe("typed");
  });
});

describe("an edit that is taken back", () => {
  it("leaves nothing to save, refused before or not", async () => {
    const server = new Server();
    const { store, autosave, backup } = open(server);
    const save = vi.spyOn(server, "save");
    const refusing = new Autosave({
      ...{ store, revision: 1, backup, onSaved: () => undefined, onTheirs: () => undefined },
      save: () => Promise.reject(new ApiError(422, "too large", undefined, [], {})),
      ...{ load: () => Promise.resolve(server.workflow()), onLostSecrets: () => undefined },
    });
    refusing.start();
    store.getState().edit(rename("refused"));
    store.temporal.getState().undo();
    await vi.runAllTimersAsync();
    expect(save).not.toHaveBeenCalled();
    expect(autosave.state.getState().status).toBe("saved");
    store.getState().edit(rename("refused"));
    await vi.advanceTimersByTimeAsync(700);
    expect(refusing.state.getState()).toMatchObject({ status: "failed", reason: "too large" });
    store.temporal.getState().undo();
    expect(refusing.state.getState()).toMatchObject({ status: "saved", reason: null });
    expect(backup.read()).toBeNull();
    await expect(refusing.flush()).resolves.toBe(1);
  });
});

describe("secrets", () => {
  it("that the server does not have are asked for again, once", async () => {
    const server = new Server();
    server.document = withNodes(hook("stored"));
    const { store, autosave, lost } = open(server);
    expect(secretOf(store.getState().document)).toBe(MASK);
    store.getState().edit((draft) => ({ ...draft, graph: { nodes: [], edges: [] } }));
    await vi.runAllTimersAsync();
    store.temporal.getState().undo();
    await vi.runAllTimersAsync();
    expect(secretOf(store.getState().document)).toBeNull();
    expect(lost).toEqual([["hook"]]);
    expect(autosave.state.getState().status).toBe("saved");
    const { saves } = server;
    await vi.runAllTimersAsync();
    expect(server.saves).toBe(saves);
  });

  it("that are saved are in no backup in plain", async () => {
    const server = new Server();
    server.document = withNodes(hook(null));
    const { store, backup } = open(server);
    store.getState().edit(setHook("correct horse"));
    await vi.advanceTimersByTimeAsync(400);
    expect(JSON.stringify({ ...localStorage })).toContain("correct horse");
    await vi.runAllTimersAsync();
    store.getState().edit(rename("on"));
    backup.flush();
    expect(backup.read()?.document.name).toBe("on");
    expect(JSON.stringify({ ...localStorage })).not.toContain("correct horse");
  });
});

it("keeps what a colleague left alone as the same objects", async () => {
  const server = new Server();
  server.document = withNodes(node("a"), node("b"));
  const { store, autosave } = open(server);
  const [a, b] = store.getState().document.graph.nodes;
  await server.save(toDraft(withNodes(node("a"), node("b", "action", { position: { x: 5, y: 5 } }))), 1);
  await autosave.catchUp("Bob");
  const [a2, b2] = store.getState().document.graph.nodes;
  expect(a2).toBe(a);
  expect(b2).not.toBe(b);
  expect(b2?.config).toBe(b?.config);
});
