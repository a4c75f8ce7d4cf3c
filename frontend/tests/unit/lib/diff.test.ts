import { describe, expect, it } from "vitest";
import { toDraft } from "@/lib/graph/body";
import { countChanges, diffDrafts, isEmpty } from "@/lib/graph/diff";
import { diffTexts } from "@/lib/text-diff";
import { node, workflow } from "../../support/graphs";

const loop = (...inside: ReturnType<typeof node>[]) =>
  node("rows", "loop", { config: { items: [1], body: { nodes: inside, edges: [] } } });
const before = toDraft(
  workflow(
    [
      node("start", "trigger", { config: { path: "a", method: "POST" } }),
      node("call", "action", {
        config: { url: "https://a.example", headers: { a: "1" } },
        settings: { retry: { max_attempts: 3 } },
      }),
      loop(node("inside", "set"), node("gone", "set")),
    ],
    "start>call",
    "call>rows",
  ),
);

describe("what differs between two drafts", () => {
  it("is nothing between a draft and its copy, whatever the order of members", () => {
    const copy = structuredClone(before);
    const [start] = copy.graph.nodes;
    if (start) start.config = { method: "POST", path: "a" };
    expect(isEmpty(diffDrafts(before, copy))).toBe(true);
  });

  it("is told by field, in loops too, and a step that only moved is apart", () => {
    const after = toDraft(
      workflow(
        [
          node("start", "trigger", { config: { path: "a", method: "POST" }, position: { x: 9, y: 9 } }),
          node("call", "action", {
            name: "Call it",
            config: { url: "https://b.example", headers: { a: "1", b: "2" } },
            settings: { retry: { max_attempts: 5 } },
          }),
          loop(node("inside", "set", { config: { values: { x: 1 } } }), node("fresh", "set")),
        ],
        "call>rows",
        "start>rows",
      ),
    );
    const diff = diffDrafts(before, after);
    expect(
      diff.nodes.map(({ id, kind, fields }) => [id, kind, fields.map(({ path }) => path.join("."))]),
    ).toEqual([
      ["start", "moved", []],
      ["call", "changed", ["name", "config.url", "config.headers.b", "settings.retry.max_attempts"]],
      ["inside", "changed", ["config.values"]],
      ["fresh", "added", []],
      ["gone", "removed", []],
    ]);
    expect(diff.edges.map(({ id, kind }) => [id, kind])).toEqual([
      ["start>rows", "added"],
      ["start>call", "removed"],
    ]);
    expect(countChanges(diff)).toBe(6);
  });

  it("leaves out a connection that was drawn anew where it had been", () => {
    const edges = before.graph.edges.map((edge, at) => (at === 0 ? { ...edge, id: "again" } : edge));
    const again = { ...before, graph: { ...before.graph, edges } };
    expect(diffDrafts(before, again).edges).toEqual([]);
  });

  it("has settings, names, tests and notes", () => {
    const after = {
      ...before,
      name: "Other",
      settings: { ...before.settings, timeout_seconds: 5 },
      tests: [{ name: "t" }] as never,
      graph: { ...before.graph, annotations: [{ id: "a1", kind: "note", text: "Hello" }] as never },
    };
    const { document, tests, others } = diffDrafts({ ...before, tests: [] }, after);
    expect(document.map(({ path, after: now }) => [path.join("."), now])).toEqual([
      ["name", "Other"],
      ["settings.timeout_seconds", 5],
    ]);
    expect(tests).toMatchObject([{ id: "t", kind: "added" }]);
    expect(others).toMatchObject([{ collection: "annotations", id: "a1", kind: "added" }]);
  });
});

describe("what differs between two texts", () => {
  it.each([
    ["come today, all", "come tomorrow, all", ["come ", "-today", "+tomorrow", ", all"]],
    ["https://a.example/v1/x", "https://a.example/v2/x", ["https://a.example/", "-v1", "+v2", "/x"]],
    ["", "new", ["+new"]],
    ["same", "same", ["same"]],
  ])("%j and %j", (old, now, expected) => {
    const signs = { same: "", removed: "-", added: "+" };
    expect(diffTexts(old, now).map(({ kind, text }) => signs[kind] + text)).toEqual(expected);
  });

  it("is found by lines in long texts, and both are there in full", () => {
    const lines = Array.from({ length: 900 }, (_, at) => `line ${at} of it\n`);
    const changed = lines.with(450, "another line\n");
    const pieces = diffTexts(lines.join(""), changed.join(""));
    expect(pieces.filter(({ kind }) => kind !== "same").map(({ text }) => text)).toEqual([
      "line 450 of it\n",
      "another line\n",
    ]);
  });
});
