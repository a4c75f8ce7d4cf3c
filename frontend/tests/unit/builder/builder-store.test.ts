import { describe, expect, it, vi } from "vitest";
import { createBuilderStore, HISTORY_LIMIT } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { newDocument } from "@/lib/graph/document";

const rename = (name: string) => updateDocument({ name });

function typed(text: string) {
  const store = createBuilderStore(newDocument(""));
  for (let end = 1; end <= text.length; end += 1) store.getState().edit(rename(text.slice(0, end)), "name");
  return store;
}

describe("a node just placed", () => {
  it("is untouched until it is edited, or until all are looked at", () => {
    const store = createBuilderStore(newDocument("a"));
    store.getState().placed("n1");
    store.getState().placed("n2");
    expect(store.getState().selection.nodes).toEqual(new Set(["n2"]));
    store.getState().touch("n1");
    store.getState().touch("other");
    expect(store.getState().untouched).toEqual(new Set(["n2"]));
    store.getState().touch();
    expect(store.getState().untouched.size).toBe(0);
  });

  it("is told what it lacks when a problem of it is asked for", () => {
    const store = createBuilderStore(newDocument("a"));
    store.getState().placed("n1");
    store.getState().showField("n1", "config.url");
    expect(store.getState().untouched.size).toBe(0);
  });
});

describe("history", () => {
  it("takes typing in one field as one step", () => {
    const store = typed("Welcome");
    expect(store.temporal.getState().pastStates).toHaveLength(1);
    store.temporal.getState().undo();
    expect(store.getState().document.name).toBe("");
    store.temporal.getState().redo();
    expect(store.getState().document.name).toBe("Welcome");
  });

  it("starts a new step after a pause", () => {
    vi.useFakeTimers({ now: 0 });
    const store = typed("Wel");
    vi.setSystemTime(5000);
    store.getState().edit(rename("Welcome"), "name");
    vi.useRealTimers();
    expect(store.temporal.getState().pastStates).toHaveLength(2);
  });

  it("drops what could be redone once something else is typed", () => {
    const store = typed("Wel");
    store.temporal.getState().undo();
    store.getState().edit(rename("Bye"), "name");
    expect(store.temporal.getState().futureStates).toHaveLength(0);
  });

  it("goes back as far as it promises", () => {
    const store = createBuilderStore(newDocument("0"));
    for (let step = 1; step <= HISTORY_LIMIT + 50; step += 1) store.getState().edit(rename(String(step)));
    store.temporal.getState().undo(HISTORY_LIMIT);
    expect(store.getState().document.name).toBe("50");
    expect(store.temporal.getState().pastStates).toHaveLength(0);
  });

  it("does not hold selection or problems", () => {
    const store = createBuilderStore(newDocument("a"));
    store.getState().select(["x"]);
    store.getState().setProblems([]);
    expect(store.temporal.getState().pastStates).toHaveLength(0);
  });
});
