import { describe, expect, it } from "vitest";
import { entriesOf } from "@/features/builder/compare/entries";
import { Names } from "@/features/builder/compare/names";
import { marksOf, overlay } from "@/features/builder/compare/overlay";
import { toDraft } from "@/lib/graph/body";
import { countChanges, diffDrafts, isEmpty } from "@/lib/graph/diff";
import { diffTexts } from "@/lib/text-diff";
import { annotation, node, workflow } from "../../support/graphs";

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

  it("has settings, names and tests", () => {
    const after = {
      ...before,
      name: "Other",
      settings: { ...before.settings, timeout_seconds: 5 },
      tests: [{ name: "t" }] as never,
    };
    const { document, tests } = diffDrafts({ ...before, tests: [] }, after);
    expect(document.map(({ path, after: now }) => [path.join("."), now])).toEqual([
      ["name", "Other"],
      ["settings.timeout_seconds", 5],
    ]);
    expect(tests).toMatchObject([{ id: "t", kind: "added" }]);
  });
});

describe("what differs of notes and groups", () => {
  const drawn = (...annotations: ReturnType<typeof annotation>[]) => ({
    ...before,
    graph: { ...before.graph, annotations },
  });
  const old = [annotation("kept"), annotation("said"), annotation("sized"), annotation("gone")];
  const now = [
    annotation("kept"),
    annotation("said", { text: "New", color: "red", position: { x: 9, y: 9 } }),
    annotation("sized", { size: { width: 400, height: 136 } }),
    annotation("fresh", { kind: "group" }),
  ];
  const diff = diffDrafts(drawn(...old), drawn(...now));

  it("is what they say; another place or size is a move", () => {
    expect(diff.annotations.map(({ id, kind, fields }) => [id, kind, fields.length])).toEqual([
      ["said", "changed", 2],
      ["sized", "moved", 0],
      ["fresh", "added", 0],
      ["gone", "removed", 0],
    ]);
    expect(countChanges(diff)).toBe(3);
  });

  it("is listed by what it says, marked, and drawn where it was when it is gone", () => {
    const names = new Names(before.graph, before.graph, new Map());
    const entries = entriesOf(diff, names);
    expect(entries.map(({ id, title, drawn: shown }) => [id, title, shown])).toEqual([
      ["annotations:said", "Note: New", "said"],
      ["annotations:fresh", "Group: fresh", "fresh"],
      ["annotations:gone", "Note: gone", "gone"],
    ]);
    expect(entries[0]?.fields.map(({ path, after }) => [names.field(path, null), after])).toEqual([
      ["Text", "New"],
      ["Color", "Red"],
    ]);
    expect([...marksOf(diff, (kind) => kind).keys()]).toEqual(["said", "sized", "fresh", "gone"]);
    const graph = overlay(drawn(...old).graph, drawn(...now).graph);
    expect(graph.annotations?.map(({ id }) => id)).toEqual(["kept", "said", "sized", "fresh", "gone"]);
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
