import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave } from "@/features/builder/state/autosave";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { draftBackup } from "@/features/builder/state/draft-backup";
import { ApiError, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow, WorkflowDocument } from "@/lib/api/types";
import { newDocument } from "@/lib/graph/document";

const rename = (name: string) => updateDocument({ name });

/** A server that keeps one draft and counts revisions, as the real one does. */
class Server {
  document = newDocument("first");
  revision = 1;
  reachable = true;
  saves = 0;

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
    return this.workflow();
  };
}

function open(server: Server) {
  const store = createBuilderStore(server.document);
  const backup = draftBackup("w");
  const autosave = new Autosave({
    ...{ store, revision: server.revision, save: server.save, backup, onSaved: () => undefined },
    load: () => Promise.resolve(server.workflow()),
  });
  autosave.start();
  return { store, autosave, backup };
}

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

  it("stops at a conflict until one draft is chosen: mine", async () => {
    const server = new Server();
    const { store, autosave } = open(server);
    await server.save(newDocument("theirs"), 1);
    store.getState().edit(rename("mine"));
    await vi.runAllTimersAsync();
    expect(autosave.state.getState()).toMatchObject({ status: "conflict", theirs: { name: "theirs" } });
    expect(server.document.name).toBe("theirs");
    autosave.keepMine();
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ revision: 3, document: { name: "mine" } });
  });

  it("stops at a conflict until one draft is chosen: theirs, with mine one undo away", async () => {
    const server = new Server();
    const { store, autosave } = open(server);
    await server.save(newDocument("theirs"), 1);
    store.getState().edit(rename("mine"));
    await vi.runAllTimersAsync();
    autosave.takeTheirs();
    expect(store.getState().document.name).toBe("theirs");
    expect(autosave.state.getState()).toMatchObject({ status: "saved", revision: 2 });
    store.temporal.getState().undo();
    await vi.runAllTimersAsync();
    expect(server).toMatchObject({ revision: 3, document: { name: "mine" } });
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
