import { describe, expect, it } from "vitest";
import type { Annotation } from "@/lib/api/types";
import { annotationsOf } from "@/lib/graph/annotations";
import type { Draft, FlatNode } from "@/lib/graph/body";
import { nest, toDraft } from "@/lib/graph/body";
import { countChanges, diffDrafts, isEmpty } from "@/lib/graph/diff";
import { mergeDrafts } from "@/lib/graph/merge";
import type { Side } from "@/lib/graph/values";
import { renameInDraft } from "@/lib/graph/rename";
import { annotation, edge, node, workflow } from "../../support/graphs";
import { randomDraft, randomEdits, randomFrom } from "../../support/random-drafts";

const base = toDraft(
  workflow(
    [
      node("start", "trigger"),
      node("call", "action", { config: { url: "https://a.example", body: { total: 1, plan: "free" } } }),
      node("rows", "loop", {
        config: {
          items: [1],
          body: { nodes: [node("inside", "set", { config: { values: { a: 1 } } })], edges: [] },
        },
      }),
    ],
    "start>call",
    "call>rows",
  ),
);

function edited(draft: Draft, id: string, change: Partial<FlatNode>): Draft {
  const nodes = draft.graph.nodes.map((each) => (each.id === id ? { ...each, ...change } : each));
  return { ...draft, graph: { ...draft.graph, nodes } };
}

function without(draft: Draft, ...ids: string[]): Draft {
  const gone = new Set(ids);
  return {
    ...draft,
    graph: {
      nodes: draft.graph.nodes.filter(({ id }) => !gone.has(id)),
      edges: draft.graph.edges.filter(({ source, target }) => !gone.has(source) && !gone.has(target)),
    },
  };
}

function added(draft: Draft, node: FlatNode, ...edges: string[]): Draft {
  const { graph } = draft;
  return { ...draft, graph: { nodes: [...graph.nodes, node], edges: [...graph.edges, ...edges.map(edge)] } };
}

function renamed(draft: Draft, from: string, to: string): Draft {
  return renameInDraft(draft, new Map([[from, to]])).draft;
}

const at = (draft: Draft, id: string) => draft.graph.nodes.find((each) => each.id === id);
const ids = (draft: Draft) => draft.graph.nodes.map(({ id }) => id).sort();
const wires = (draft: Draft) => draft.graph.edges.map(({ source, target }) => `${source}>${target}`).sort();

describe("a merge of two edits", () => {
  it("takes different fields of one node from each side, however deep", () => {
    const mine = edited(base, "call", {
      config: { url: "https://mine.example", body: { total: 1, plan: "free" } },
    });
    const theirs = edited(base, "call", {
      name: "Theirs",
      config: { url: "https://a.example", body: { total: 2, plan: "free" } },
    });
    const { merged, conflicts } = mergeDrafts(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(at(merged, "call")).toMatchObject({
      name: "Theirs",
      config: { url: "https://mine.example", body: { total: 2, plan: "free" } },
    });
  });

  it("asks where both changed a field, and takes what is chosen, with the rest of both", () => {
    const mine = edited(base, "call", { name: "Mine", settings: { notes: "mine" } });
    const theirs = edited(base, "call", { name: "Theirs", settings: { timeout_seconds: 9 } });
    const asked = mergeDrafts(base, mine, theirs);
    expect(asked.conflicts).toMatchObject([
      { id: "node:call", fields: [{ path: ["name"], base: "call", mine: "Mine", theirs: "Theirs" }] },
    ]);
    const chosen = mergeDrafts(base, mine, theirs, new Map([["node:call", "theirs"]]));
    expect(at(chosen.merged, "call")).toMatchObject({
      name: "Theirs",
      settings: { notes: "mine", timeout_seconds: 9 },
    });
  });

  it("lets both move a node without a question, and both add nodes and connections", () => {
    const mine = added(edited(base, "call", { position: { x: 8, y: 8 } }), node("m"), "call>m");
    const theirs = added(edited(base, "call", { position: { x: 80, y: 80 } }), node("t"), "rows>t");
    const { merged, conflicts } = mergeDrafts(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(at(merged, "call")?.position).toEqual({ x: 8, y: 8 });
    expect(ids(merged)).toEqual(["call", "inside", "m", "rows", "start", "t"]);
    expect(wires(merged)).toEqual(["call>m", "call>rows", "rows>t", "start>call"]);
  });

  it("removes a loop that the other side left alone, with what is inside", () => {
    const { merged, conflicts } = mergeDrafts(
      base,
      without(base, "rows", "inside"),
      edited(base, "call", { name: "T" }),
    );
    expect(conflicts).toEqual([]);
    expect(ids(merged)).toEqual(["call", "start"]);
    expect(wires(merged)).toEqual(["start>call"]);
  });

  it("asks once for a loop that one side removed and the other changed inside, and keeps all or nothing of it", () => {
    const mine = without(base, "rows", "inside");
    const theirs = added(edited(base, "inside", { name: "New" }), { ...node("more", "set"), parent: "rows" });
    const removed = mergeDrafts(base, mine, theirs);
    expect(removed.conflicts.map(({ id, mine: here, fields }) => [id, here, fields])).toEqual([
      ["node:rows", undefined, []],
    ]);
    expect(ids(removed.merged)).toEqual(["call", "start"]);
    const kept = mergeDrafts(base, mine, theirs, new Map([["node:rows", "theirs"]]));
    expect(ids(kept.merged)).toEqual(["call", "inside", "more", "rows", "start"]);
    expect(at(kept.merged, "inside")).toMatchObject({ name: "New", parent: "rows" });
    expect(wires(kept.merged)).toContain("call>rows");
  });

  it("asks before it removes a node to which the other side has just connected", () => {
    const theirs = added(base, node("next"), "call>next");
    const { conflicts } = mergeDrafts(base, without(base, "call"), theirs);
    expect(conflicts.map(({ id }) => id)).toEqual(["node:call"]);
    const kept = mergeDrafts(base, without(base, "call"), theirs, new Map([["node:call", "theirs"]]));
    expect(wires(kept.merged)).toEqual(["call>next", "call>rows", "start>call"]);
  });

  it("gives my new node another key when theirs has taken it, in my expressions too", () => {
    const mine = added(
      edited(base, "call", { config: { url: "{% $greet.text %}" } }),
      node("m1", "action", { key: "greet" }),
    );
    const theirs = added(base, node("t1", "action", { key: "greet" }));
    const { merged, conflicts } = mergeDrafts(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect([at(merged, "t1")?.key, at(merged, "m1")?.key]).toEqual(["greet", "greet_2"]);
    expect(at(merged, "call")?.config.url).toBe("{% $greet_2.text %}");
  });

  it("keeps the references apart of two nodes that both sides gave the same key", () => {
    const both = toDraft(
      workflow([
        node("x", "set"),
        node("z", "set"),
        node("reads", "set", { config: { values: { x: "{% $x %}", z: "{% $z %}" } } }),
      ]),
    );
    const mine = renamed(both, "x", "fetch");
    const theirs = renamed(both, "z", "fetch");
    const { merged: draft } = mergeDrafts(both, mine, theirs);
    const [x, z] = [at(draft, "x")?.key, at(draft, "z")?.key];
    expect(x).not.toBe(z);
    expect(at(draft, "reads")?.config.values).toEqual({ x: `{% $${x} %}`, z: `{% $${z} %}` });
  });

  it("keeps the references apart of a node that took a key and a new node with that key", () => {
    const both = toDraft(
      workflow([node("x", "set"), node("reads", "set", { config: { value: "{% $x %}" } })]),
    );
    const other = renamed(both, "x", "fetch");
    const fresh = node("new", "set", { key: "fetch" });
    const reading = node("own", "set", { config: { value: "{% $fetch %}" } });
    const withNew = added(added(both, fresh as FlatNode), reading as FlatNode);
    for (const [mine, theirs] of [
      [other, withNew],
      [withNew, other],
    ] as const) {
      const { merged: draft } = mergeDrafts(both, mine, theirs);
      expect(at(draft, "x")?.key).not.toBe(at(draft, "new")?.key);
      expect(at(draft, "reads")?.config.value).toBe(`{% $${at(draft, "x")?.key} %}`);
      expect(at(draft, "own")?.config.value).toBe(`{% $${at(draft, "new")?.key} %}`);
    }
  });

  describe("of a node that both have renamed", () => {
    const readers = [1, 2, 3].map((n) => node(`m${n}`, "set", { config: { value: "{% $call.x %}" } }));
    const check: NonNullable<Draft["tests"]>[number] = {
      ...{ name: "t", description: "", seed: 0, payload: {}, nodes: {} },
      expected: { status: "succeeded", ran: ["call"], skipped: [], sent: {}, outputs: {} },
    };
    const start = { ...toDraft(workflow([node("call"), ...readers], "call>m1")), tests: [check] };
    const named = (key: string, draft: Draft = start) => renamed(draft, "call", key);
    const theirChoice = new Map<string, Side>([["node:call", "theirs"]]);

    it("asks once, and every expression and test reads the key that is chosen", () => {
      const [mine, theirs] = [named("my_call"), named("their_call")];
      for (const [choices, key] of [
        [new Map<string, Side>(), "my_call"],
        [theirChoice, "their_call"],
      ] as const) {
        const { merged, conflicts } = mergeDrafts(start, mine, theirs, choices);
        expect(conflicts).toMatchObject([
          {
            id: "node:call",
            fields: [{ path: ["key"], base: "call", mine: "my_call", theirs: "their_call" }],
          },
        ]);
        expect(at(merged, "call")?.key).toBe(key);
        for (const { id } of readers) expect(at(merged, id)?.config.value).toBe(`{% $${key}.x %}`);
        expect(merged.tests?.[0]?.expected.ran).toEqual([key]);
      }
    });

    it("takes the chosen key into what only one of them has written", () => {
      const reading = node("new", "set", { config: { value: "{% $call.y %}" } });
      const mine = named("my_call", added(start, reading as FlatNode));
      const theirs = named("their_call", edited(start, "m1", { config: { value: "{% $call.z %}" } }));
      for (const [choices, key] of [
        [new Map<string, Side>(), "my_call"],
        [theirChoice, "their_call"],
      ] as const) {
        const { merged, conflicts } = mergeDrafts(start, mine, theirs, choices);
        expect(conflicts.map(({ id }) => id)).toEqual(["node:call"]);
        expect(at(merged, "new")?.config.value).toBe(`{% $${key}.y %}`);
        expect(at(merged, "m1")?.config.value).toBe(`{% $${key}.z %}`);
      }
    });

    it("keeps its references apart from those of a node that has one of the keys", () => {
      const fresh = (key: string) =>
        added(start, node("new", "set", { key, config: { value: `{% $m2 & '${key}' %}` } }) as FlatNode);
      const reading = (key: string) =>
        added(fresh(key), node("own", "set", { config: { value: `{% $${key} %}` } }) as FlatNode);
      for (const [mine, theirs] of [
        [named("my_call", reading("their_call")), named("their_call")],
        [named("my_call"), named("their_call", reading("my_call"))],
      ] as const)
        for (const choices of [new Map<string, Side>(), theirChoice]) {
          const { merged, conflicts } = mergeDrafts(start, mine, theirs, choices);
          expect(conflicts.map(({ id }) => id)).toEqual(["node:call"]);
          const [call, other] = [at(merged, "call")?.key, at(merged, "new")?.key];
          expect(call).not.toBe(other);
          expect(at(merged, "m1")?.config.value).toBe(`{% $${call}.x %}`);
          expect(at(merged, "own")?.config.value).toBe(`{% $${other} %}`);
        }
    });

    it("asks for each of two whose keys they swapped, and mixes the choices", () => {
      const both = (call: string, m2: string) =>
        renameInDraft(
          added(start, node("own", "set", { config: { value: "{% $m2 %}" } }) as FlatNode),
          new Map([
            ["call", call],
            ["m2", m2],
          ]),
        ).draft;
      const before = added(start, node("own", "set", { config: { value: "{% $m2 %}" } }) as FlatNode);
      for (const sides of [[], ["node:call"], ["node:m2"], ["node:call", "node:m2"]]) {
        const choices = new Map(sides.map((id) => [id, "theirs" as const]));
        const { merged, conflicts } = mergeDrafts(before, both("a", "b"), both("b", "a"), choices);
        expect(conflicts.map(({ id }) => id).sort()).toEqual(["node:call", "node:m2"]);
        const [call, m2] = [at(merged, "call")?.key, at(merged, "m2")?.key];
        expect(call).not.toBe(m2);
        expect(at(merged, "m1")?.config.value).toBe(`{% $${call}.x %}`);
        expect(at(merged, "own")?.config.value).toBe(`{% $${m2} %}`);
      }
    });
  });

  it("renames in what the other side has written meanwhile", () => {
    const mine = edited(base, "start", { key: "order" });
    const theirs = edited(base, "call", { config: { url: "{% $start.url & $starter %}" } });
    const { merged, conflicts } = mergeDrafts(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(at(merged, "start")?.key).toBe("order");
    expect(at(merged, "call")?.config.url).toBe("{% $order.url & $starter %}");
  });

  it("merges settings by name", () => {
    const mine = { ...base, settings: { ...base.settings, timezone: "Europe/Berlin" } };
    const theirs = { ...base, settings: { ...base.settings, timeout_seconds: 5 } };
    const { merged, conflicts } = mergeDrafts(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(merged.settings).toMatchObject({ timezone: "Europe/Berlin", timeout_seconds: 5 });
  });

  it("takes cases of a switch from both sides by their ids", () => {
    const cases = (...names: string[]) => ({ config: { cases: names.map((id) => ({ id, equals: id })) } });
    const start = added(base, node("way", "switch", cases("a", "b")));
    const { merged, conflicts } = mergeDrafts(
      start,
      edited(start, "way", cases("a", "mine", "b")),
      edited(start, "way", cases("b", "theirs")),
    );
    expect(conflicts).toEqual([]);
    expect(at(merged, "way")?.config.cases).toMatchObject([{ id: "mine" }, { id: "b" }, { id: "theirs" }]);
  });
});

describe("a merge of notes and groups", () => {
  const drawn = (...annotations: Annotation[]): Draft => ({ ...base, graph: { ...base.graph, annotations } });
  const start = drawn(annotation("a"), annotation("b"), annotation("frame", { kind: "group" }));
  const change = (id: string, more: Partial<Annotation>): Draft =>
    drawn(...annotationsOf(start.graph).map((each) => (each.id === id ? { ...each, ...more } : each)));
  const remove = (id: string): Draft => drawn(...annotationsOf(start.graph).filter((each) => each.id !== id));
  const said = ({ merged }: { merged: Draft }) => annotationsOf(merged.graph).map(({ text }) => text);

  it("takes different ones, and new ones, from each side, in the order of both", () => {
    const mine = drawn(...annotationsOf(change("a", { text: "mine" }).graph), annotation("m"));
    const theirs = drawn(annotation("t"), ...annotationsOf(change("b", { text: "theirs" }).graph));
    const result = mergeDrafts(start, mine, theirs);
    expect(result.conflicts).toEqual([]);
    expect(said(result)).toEqual(["t", "mine", "theirs", "frame", "m"]);
  });

  it("takes the words of one and the colour, place and size of the other", () => {
    const place = { position: { x: 80, y: 8 }, size: { width: 300, height: 200 } };
    const result = mergeDrafts(start, change("a", { text: "mine" }), change("a", { color: "red", ...place }));
    expect(result.conflicts).toEqual([]);
    expect(annotationsOf(result.merged.graph)[0]).toEqual(
      annotation("a", { text: "mine", color: "red", ...place }),
    );
  });

  it("asks where both wrote, and takes what is chosen with the rest of both", () => {
    const mine = change("a", { text: "mine", color: "red" });
    const theirs = change("a", { text: "theirs" });
    const { conflicts } = mergeDrafts(start, mine, theirs);
    expect(conflicts).toMatchObject([
      { id: "annotation:a", fields: [{ path: ["text"], base: "a", mine: "mine", theirs: "theirs" }] },
    ]);
    const chosen = mergeDrafts(start, mine, theirs, new Map([["annotation:a", "theirs"]]));
    expect(annotationsOf(chosen.merged.graph)[0]).toMatchObject({ text: "theirs", color: "red" });
  });

  it("asks before it removes one in which the other side has written, either way", () => {
    for (const [mine, theirs] of [
      [remove("a"), change("a", { text: "new" })],
      [change("a", { text: "new" }), remove("a")],
    ] as const) {
      const { conflicts } = mergeDrafts(start, mine, theirs);
      expect(conflicts).toMatchObject([{ id: "annotation:a", fields: [] }]);
      const by = (side: Side) => said(mergeDrafts(start, mine, theirs, new Map([["annotation:a", side]])));
      expect([by("mine"), by("theirs")].map((texts) => texts.includes("new")).sort()).toEqual([false, true]);
    }
  });

  it("removes what the other side only moved, and asks nothing where both moved", () => {
    const moved = (x: number) => change("a", { position: { x, y: 0 } });
    expect(mergeDrafts(start, remove("a"), moved(8))).toMatchObject({ conflicts: [] });
    expect(said(mergeDrafts(start, moved(8), remove("a")))).toEqual(["b", "frame"]);
    const both = mergeDrafts(start, moved(8), moved(16));
    expect(both.conflicts).toEqual([]);
    expect(annotationsOf(both.merged.graph)[0]?.position).toEqual({ x: 8, y: 0 });
  });

  it("takes a frame as one: never the corner of one side with the size of the other", () => {
    const mine = change("frame", { position: { x: -80, y: 0 } });
    const theirs = change("frame", { size: { width: 900, height: 136 } });
    const [frame] = annotationsOf(mergeDrafts(start, mine, theirs).merged.graph).slice(-1);
    expect(frame).toMatchObject({ position: { x: -80, y: 0 }, size: { width: 224 } });
  });
});

/** Laws that hold for any two edits of any draft. */
describe.each(Array.from({ length: 80 }, (_, seed) => seed))("merges of random edits, seed %i", (seed) => {
  const random = randomFrom(seed + 1);
  const start = randomDraft(random);
  const mine = randomEdits(start, random, "m", 1 + random.below(6));
  const theirs = randomEdits(start, random, "t", 1 + random.below(6));

  it("one side alone is that side", () => {
    expect(mergeDrafts(start, mine, start)).toMatchObject({ conflicts: [], lost: [] });
    for (const { merged } of [
      mergeDrafts(start, mine, start),
      mergeDrafts(start, start, mine),
      mergeDrafts(start, mine, mine),
    ])
      expect(isEmpty(diffDrafts(mine, merged))).toBe(true);
  });

  it("nothing of either is lost that is not asked for", () => {
    const { merged, conflicts, lost } = mergeDrafts(start, mine, theirs);
    const asked = new Set(conflicts.map(({ kind, of }) => `${kind}:${of}`));
    for (const side of [mine, theirs]) {
      const { nodes, annotations } = diffDrafts(start, side);
      for (const change of [...nodes, ...annotations]) {
        if (change.kind === "moved" || isAsked(change.id, [start, mine, theirs], asked)) continue;
        const result =
          at(merged, change.id) ?? annotationsOf(merged.graph).find(({ id }) => id === change.id);
        if (change.kind === "removed") expect(result).toBeUndefined();
        else if (change.kind === "added") expect(result).toMatchObject({ id: change.id });
        else for (const field of change.fields) expect(valueAt(result, field.path)).toEqual(field.after);
      }
    }
    expect(lost).toEqual([]);
  });

  it("the result is a drawing: unique keys, no edge or loop that is not there, and it survives being saved", () => {
    for (const choice of ["mine", "theirs"] as const) {
      const first = mergeDrafts(start, mine, theirs);
      const choices = new Map(first.conflicts.map(({ id }) => [id, choice]));
      const { merged, conflicts } = mergeDrafts(start, mine, theirs, choices);
      expect(conflicts.map(({ id }) => id)).toEqual(first.conflicts.map(({ id }) => id));
      const nodes = new Map(merged.graph.nodes.map((each) => [each.id, each]));
      expect(new Set(merged.graph.nodes.map(({ key }) => key)).size).toBe(nodes.size);
      for (const { parent } of nodes.values()) if (parent !== undefined) expect(nodes.has(parent)).toBe(true);
      for (const { source, target } of merged.graph.edges)
        expect(nodes.get(source)?.parent).toBe(nodes.get(target)?.parent);
      expect(countChanges(diffDrafts(merged, toDraft({ ...merged, graph: nest(merged.graph) })))).toBe(0);
    }
  });

  it("is the same from the other side, but for places and whose a conflict is", () => {
    const here = mergeDrafts(start, mine, theirs);
    const there = mergeDrafts(
      start,
      theirs,
      mine,
      new Map(here.conflicts.map(({ id }) => [id, "theirs" as const])),
    );
    expect(there.conflicts.map(({ id }) => id).sort()).toEqual(here.conflicts.map(({ id }) => id).sort());
    expect(countChanges(diffDrafts(here.merged, there.merged))).toBe(0);
  });
});

function isAsked(id: string, drafts: Draft[], asked: ReadonlySet<string>): boolean {
  if (asked.has(`node:${id}`) || asked.has(`annotation:${id}`)) return true;
  const parents = new Set(drafts.map((draft) => at(draft, id)?.parent));
  return [...parents].some((parent) => parent !== undefined && isAsked(parent, drafts, asked));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}
