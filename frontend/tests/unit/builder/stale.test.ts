import { describe, expect, it } from "vitest";
import { configure, connect, moveNodes, updateNode } from "@/features/builder/state/commands";
import { staleNodes } from "@/features/builder/testing/stale";
import { flatten, type Draft } from "@/lib/graph/body";
import { keysSince } from "@/lib/graph/keys-since";
import { renameInDraft, renameKeys } from "@/lib/graph/rename";
import { edge, node, workflow } from "../../support/graphs";

const rows = node("rows", "loop", {
  config: {
    items: [1],
    body: { nodes: [node("send"), node("note"), node("side")], edges: [edge("send>note")] },
  },
});
const { graph, ...rest } = workflow(
  [node("start", "trigger"), node("call"), rows, node("done"), node("apart")],
  ...["start>call", "call>rows", "rows>done", "start>apart"],
);
const draft: Draft = { ...rest, graph: flatten(graph) };

function staleAfter(next: Draft, pins = new Map<string, unknown>()): string[] {
  return [...reasonsAfter(next, pins).keys()].sort();
}

function reasonsAfter(next: Draft, pins = new Map<string, unknown>()) {
  return staleNodes({ graph: draft.graph, pins: new Map() }, { graph: next.graph, pins });
}

describe("staleNodes", () => {
  it("are the edited node and everything after it, bodies included", () => {
    expect(staleAfter(configure("call", { url: "x" })(draft))).toEqual([
      ...["call", "done", "note", "rows", "send", "side"],
    ]);
  });

  it("are, for an edit inside a loop, what follows it there, the loop, and what follows the loop", () => {
    expect(staleAfter(configure("send", { url: "x" })(draft))).toEqual(["done", "note", "rows", "send"]);
  });

  it("are none after moving and renaming", () => {
    const moved = moveNodes(new Map([["call", { x: 80, y: 80 }]]))(draft);
    expect(staleAfter(updateNode("call", (old) => ({ ...old, name: "Ask" }))(moved))).toEqual([]);
  });

  it("are none after another key, whose references follow; an edit beside it counts as ever", () => {
    const reading = configure("done", { url: "{% $call.url %}" })(draft);
    const renamed = renameInDraft(reading, new Map([["call", "fetch"]])).draft;
    expect(renamed.graph.nodes.find(({ id }) => id === "done")?.config).toEqual({ url: "{% $fetch.url %}" });
    const since = (next: Draft) => {
      const then = renameKeys(reading.graph, keysSince(reading.graph, next.graph).renamed);
      return [...staleNodes({ graph: then, pins: new Map() }, { graph: next.graph, pins: new Map() }).keys()];
    };
    expect(since(renamed)).toEqual([]);
    expect(since(configure("done", { url: "{% $fetch.id %}" })(renamed))).toEqual(["done"]);
  });

  it("are those behind a new connection or a changed pin", () => {
    expect(staleAfter(connect("apart", "out", "done")(draft))).toEqual(["done"]);
    expect(staleAfter(draft, new Map([["done", { ok: true }]]))).toEqual(["done"]);
  });

  it("say why: by what was edited of them, else by the node before them that was edited", () => {
    const edited = configure("call", { url: "x" })(connect("apart", "out", "done")(draft));
    const reasons = reasonsAfter(edited, new Map([["apart", { ok: true }]]));
    expect(reasons.get("call")).toEqual({ at: "call", cause: "config" });
    expect(reasons.get("send")).toEqual({ at: "call", cause: "config" });
    expect(reasons.get("apart")).toEqual({ at: "apart", cause: "pin" });
    expect(reasons.get("done")).toEqual({ at: "done", cause: "connections" });
    const settings = updateNode("rows", (old) => ({ ...old, settings: { notes: "n" } }))(draft);
    expect(reasonsAfter(settings).get("done")).toEqual({ at: "rows", cause: "settings" });
  });
});
