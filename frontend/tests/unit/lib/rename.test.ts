import { describe, expect, it } from "vitest";
import type { SavedTest } from "@/lib/api/types";
import { type Draft, toDraft } from "@/lib/graph/body";
import { keysSince, runsSince } from "@/lib/graph/keys-since";
import { mergeDrafts } from "@/lib/graph/merge";
import { renameInDraft } from "@/lib/graph/rename";
import { edge, node, workflow } from "../../support/graphs";

const expected = { status: "succeeded", ran: [], skipped: [], sent: {}, outputs: {} } as const;
const test: SavedTest = {
  ...{ name: "t", description: "", seed: 0, trigger_node: "start", payload: { call: 1 } },
  nodes: { call: { mode: "pin", output: { call: 1 } }, price: { mode: "sample" } },
  expected: {
    ...expected,
    ran: ["start", "call", "call.error", "caller"],
    skipped: ["call"],
    sent: { call: { url: "$call" } },
    outputs: { both: { call: 1, other: 2 }, rows: [{ price: 3 }], call: { call: 1 } },
    output: { last: 1, call: 2 },
  },
};

/** A call and another step meet in a merge; a loop goes over rows, and another inside it over theirs. */
const draft: Draft = toDraft({
  ...workflow(
    [
      node("start", "trigger"),
      node("call", "action", { settings: { select: "{% ($call := body; $call) %}" } }),
      node("other"),
      node("both", "merge", { config: { mode: "all" } }),
      node("check", "condition", {
        config: { match: "all", rules: [{ left: "{% $call.status %}", operator: "equals", right: "call" }] },
      }),
      node("way", "switch", {
        config: { value: "{% $call.kind %}", cases: [{ id: "call", when: "{% $call.a = 1 %}" }] },
      }),
      node("first", "merge", { config: { mode: "expression", expression: "{% $call ? $call : $other %}" } }),
      node("rows", "loop", {
        config: {
          items: "{% $call.rows %}",
          body: {
            nodes: [
              node("parts", "loop", {
                config: {
                  items: "{% $rows.item.parts %}",
                  body: {
                    nodes: [
                      node("price", "set", { config: { values: { of: "{% $rows.index & $call.x %}" } } }),
                    ],
                    edges: [],
                  },
                },
              }),
            ],
            edges: [],
          },
        },
      }),
      node("last", "set", {
        config: { values: { one: "{% $both.call.a & $both.other %}", two: "{% $rows[0].parts.price %}" } },
      }),
    ],
    ...[
      "start>call",
      "start>other",
      "call>both",
      "other>both",
      "both>check",
      "check.true>way",
      "check.false>last",
    ],
    ...["way.call>first", "first>rows", "rows>last"],
  ),
  tests: [test],
});

function renamed(...keys: [string, string][]) {
  return renameInDraft(draft, new Map(keys));
}

function configOf({ graph }: Draft, id: string) {
  return graph.nodes.find((each) => each.id === id)?.config;
}

describe("renameInDraft", () => {
  it("rewrites rules, ways, merges, items and bodies at every depth, and counts what reads the new key", () => {
    const { draft: next, references } = renamed(["call", "fetch"]);
    expect(next.graph.nodes.find(({ id }) => id === "call")).toMatchObject({ key: "fetch", name: "call" });
    expect(configOf(next, "check")).toMatchObject({
      rules: [{ left: "{% $fetch.status %}", right: "call" }],
    });
    expect(configOf(next, "way")).toEqual({
      value: "{% $fetch.kind %}",
      cases: [{ id: "call", when: "{% $fetch.a = 1 %}" }],
    });
    expect(configOf(next, "first")?.expression).toBe("{% $fetch ? $fetch : $other %}");
    expect(configOf(next, "rows")?.items).toBe("{% $fetch.rows %}");
    expect(configOf(next, "price")).toEqual({ values: { of: "{% $rows.index & $fetch.x %}" } });
    expect(references).toBe(8);
  });

  it("leaves `select` as it is, which reads the step's own result alone", () => {
    const { draft: next } = renamed(["call", "fetch"]);
    expect(next.graph.nodes[1]?.settings).toBe(draft.graph.nodes[1]?.settings);
  });

  it("rewrites a loop's key where the loops inside it name its item", () => {
    const { draft: next, references } = renamed(["rows", "orders"]);
    expect(configOf(next, "parts")?.items).toBe("{% $orders.item.parts %}");
    expect(configOf(next, "price")).toEqual({ values: { of: "{% $orders.index & $call.x %}" } });
    expect(configOf(next, "last")).toMatchObject({ values: { two: "{% $orders[0].parts.price %}" } });
    expect(references).toBe(3);
  });

  it("follows a key into what has outputs by key: a merge of all branches, and a loop's results", () => {
    expect(configOf(renamed(["call", "fetch"]).draft, "last")).toMatchObject({
      values: { one: "{% $both.fetch.a & $both.other %}" },
    });
    expect(configOf(renamed(["parts", "pieces"]).draft, "last")).toMatchObject({
      values: { two: "{% $rows[0].pieces.price %}" },
    });
  });

  it("follows it through outputs that lie in one another, in expressions and in results of tests", () => {
    const body = {
      nodes: [node("call"), node("other"), node("both", "merge", { config: { mode: "all" } })],
      edges: [edge("call>both"), edge("other>both")],
    };
    const nested = toDraft({
      ...workflow(
        [
          ...[node("start", "trigger"), node("rows", "loop", { config: { items: [1], body } })],
          node("last", "set", { config: { values: { a: "{% $rows[0].both.call.x %}", b: "{% $rows %}" } } }),
        ],
        ...["start>rows", "rows>last"],
      ),
      tests: [
        { ...test, expected: { ...test.expected, outputs: { rows: [{ both: { call: { call: 1 } } }] } } },
      ],
    });
    const { draft: next, references, unfollowed } = renameInDraft(nested, new Map([["call", "fetch"]]));
    expect(configOf(next, "last")?.values).toEqual({ a: "{% $rows[0].both.fetch.x %}", b: "{% $rows %}" });
    expect([references, unfollowed]).toEqual([1, 1]);
    expect(next.tests?.[0]?.expected.outputs).toEqual({ rows: [{ both: { fetch: { call: 1 } } }] });
  });

  it("names the steps of saved tests by their new keys, and nothing else in them", () => {
    const [next] = renamed(["call", "fetch"], ["start", "begin"], ["last", "end"]).draft.tests ?? [];
    expect(next).toEqual({
      ...test,
      trigger_node: "begin",
      nodes: { fetch: { mode: "pin", output: { call: 1 } }, price: { mode: "sample" } },
      expected: {
        ...expected,
        ran: ["begin", "fetch", "fetch.error", "caller"],
        skipped: ["fetch"],
        sent: { fetch: { url: "$call" } },
        outputs: { both: { fetch: 1, other: 2 }, rows: [{ price: 3 }], fetch: { call: 1 } },
        // `call` is no end: what stands by that name in the result is something else.
        output: { end: 1, call: 2 },
      },
    });
    expect(renamed(["way", "path"]).draft.tests?.[0]).toBe(draft.tests?.[0]);
  });

  it("names them in the result of a saved test that ends in what has outputs by key", () => {
    const body = { nodes: [node("price", "set")], edges: [] };
    const ending = toDraft({
      ...workflow(
        [
          ...[node("start", "trigger"), node("call"), node("other")],
          node("both", "merge", { config: { mode: "all" } }),
          node("rows", "loop", { config: { items: "{% [1] %}", body } }),
        ],
        ...["start>call", "start>other", "call>both", "other>both", "start>rows"],
      ),
      tests: [
        {
          ...test,
          expected: { ...test.expected, output: { both: { call: 1, other: 2 }, rows: [{ price: 3 }] } },
        },
      ],
    });
    const keys = new Map([
      ["call", "fetch"],
      ["price", "cost"],
      ["both", "joined"],
    ]);
    expect(renameInDraft(ending, keys).draft.tests?.[0]?.expected.output).toEqual({
      joined: { fetch: 1, other: 2 },
      rows: [{ cost: 3 }],
    });
  });
});

describe("a merge with a draft in which a step was renamed", () => {
  it("renames in the other's new expressions and tests", () => {
    const mine = renamed(["call", "fetch"]).draft;
    const fresh = { ...test, name: "theirs" };
    const theirs = {
      ...draft,
      tests: [test, fresh],
      graph: {
        ...draft.graph,
        nodes: [
          ...draft.graph.nodes,
          node("new", "set", { config: { values: { a: "{% ($call := $call.x; $call) %}" } } }),
        ],
        edges: [...draft.graph.edges, edge("last>new")],
      },
    };
    for (const { merged, conflicts } of [
      mergeDrafts(draft, mine, theirs),
      mergeDrafts(draft, theirs, mine),
    ]) {
      expect(conflicts).toEqual([]);
      expect(configOf(merged, "new")).toEqual({ values: { a: "{% ($call := $fetch.x; $call) %}" } });
      expect(merged.tests?.map(({ expected: { skipped } }) => skipped)).toEqual([["fetch"], ["fetch"]]);
    }
  });
});

describe("runsSince", () => {
  const run = (key: string, output: unknown = null) => ({
    ...{ key, iteration: "", attempt: 0, status: "succeeded" as const, handle: null, input: null, output },
    ...{ error: null, started_at: null, ended_at: null, values_omitted: false },
  });
  const runs = [run("call", 1), run("other", 2), run("both", { call: 1, other: 2 })];

  it("finds what a renamed node did by its id", () => {
    const now = renamed(["call", "fetch"]).draft.graph;
    const since = keysSince(draft.graph, now);
    expect([...since.renamed]).toEqual([["call", "fetch"]]);
    expect(runsSince(runs, draft.graph, since).map(({ key, output }) => [key, output])).toEqual([
      ["fetch", 1],
      ["other", 2],
      ["both", { fetch: 1, other: 2 }],
    ]);
  });

  it("keeps two nodes apart that have taken each other's keys", () => {
    const since = keysSince(draft.graph, renamed(["call", "other"], ["other", "call"]).draft.graph);
    const both = runsSince(runs, draft.graph, since).map(({ key, output }) => [key, output]);
    expect(both).toEqual([
      ["other", 1],
      ["call", 2],
      ["both", { other: 1, call: 2 }],
    ]);
  });

  it("leaves out what a node did that is gone, where another has its key now", () => {
    const now = renamed(["call", "fetch"]).draft.graph;
    const gone = { ...now, nodes: now.nodes.filter(({ id }) => id !== "other") };
    const taken = {
      ...gone,
      nodes: gone.nodes.map((each) => (each.id === "call" ? { ...each, key: "other" } : each)),
    };
    const since = keysSince(draft.graph, taken);
    expect(runsSince(runs, draft.graph, since).map(({ key }) => key)).toEqual(["other", "both"]);
  });

  it("leaves out what a node did that is gone, where a new one has taken its key", () => {
    const { nodes } = draft.graph;
    const fresh = node("new", "set", { key: "call" });
    const taken = { ...draft.graph, nodes: [...nodes.filter(({ id }) => id !== "call"), fresh] };
    const keys = (graph: Draft["graph"]) =>
      runsSince(runs, draft.graph, keysSince(draft.graph, graph)).map(({ key }) => key);
    expect(keys(taken)).toEqual(["other", "both"]);
    // Until another has it, the key is that of the node that is gone: an undo brings it back.
    expect(keys({ ...taken, nodes: taken.nodes.slice(0, -1) })).toEqual(["call", "other", "both"]);
  });

  it("keeps what a node did whose key was that of a gone one already then", () => {
    const then = { nodes: [node("x", "set", { key: "call" }), node("z", "set", { key: "call" })], edges: [] };
    const now = { nodes: then.nodes.slice(1), edges: [] };
    expect(runsSince(runs, then, keysSince(then, now))).toBe(runs);
  });

  it("gives the very runs where no key has changed", () => {
    expect(runsSince(runs, draft.graph, keysSince(draft.graph, draft.graph))).toBe(runs);
  });
});
