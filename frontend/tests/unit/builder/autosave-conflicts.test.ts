import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { notArrived } from "@/features/builder/hooks/use-draft";
import { Autosave } from "@/features/builder/state/autosave";
import type { Unsaved } from "@/features/builder/state/draft-backup";
import { ApiError } from "@/lib/api/errors";
import { toDraft } from "@/lib/graph/body";
import { newDocument } from "@/lib/graph/document";
import { MASK } from "@/lib/graph/masks";
import { node } from "../../support/graphs";
import { rename, Server, open, withNodes, hook, setHook, secretOf, zone } from "../../support/draft-server";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => void vi.useRealTimers());

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

  it("that were replaced are meant again by an undo: those of the draft that was opened, or put together, last", async () => {
    const server = new Server();
    server.document = withNodes(hook("stored"));
    const { store } = open(server);
    const saved = async (secret: string) => {
      store.getState().edit(setHook(secret));
      await vi.runAllTimersAsync();
    };
    await saved("typed");
    await saved("typed anew");
    store.temporal.getState().undo(2);
    await vi.runAllTimersAsync();
    expect(secretOf(store.getState().document)).toBe(MASK);
    expect(server).toMatchObject({ revision: 4, secretsAsOf: 1 });

    await server.save({ ...toDraft(server.workflow()), name: "theirs" }, 4);
    store.getState().edit(zone("Asia/Tokyo"));
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ revision: 6, secretsAsOf: 5 });
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
