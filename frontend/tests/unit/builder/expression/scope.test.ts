import { describe, expect, it } from "vitest";
import { itemsAt, iterationsOf, outputsAt } from "@/lib/graph/samples";
import { bindingsOf, scopeOf } from "@/features/builder/expression/scope";
import type { Definition, NodeRun } from "@/lib/api/types";
import { fieldsOf } from "@/features/builder/expression/shape";
import { flatten } from "@/lib/graph/body";
import { edge, node, workflow } from "../../../support/graphs";

const set = node("names", "set", { config: { values: { total: 1, email: "" } } });
const inner = node("inner", "loop", {
  config: { items: "{% $item.lines %}", body: { nodes: [node("note")], edges: [] } },
});
const each = node("each", "loop", {
  config: {
    items: "{% $trigger.body.rows %}",
    body: { nodes: [node("send"), inner], edges: [edge("send>inner")] },
  },
});
const graph = flatten(
  workflow([node("start", "trigger"), set, each, node("done")], "start>names", "names>each", "each>done")
    .graph,
);
const DEFINITIONS = new Map([
  [
    "api_call@1",
    {
      output_schema: { type: "object", properties: { status: { type: "integer" } } },
    } as unknown as Definition,
  ],
]);

function the(id: string) {
  const found = graph.nodes.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
}

function names(id: string, field = "config.url"): string[] {
  return scopeOf(graph, the(id), field, DEFINITIONS).names.map(({ name }) => name);
}

function ran(key: string, output: unknown, iteration = "", status: NodeRun["status"] = "succeeded"): NodeRun {
  return {
    ...{ key, output, iteration, attempt: 0, status, handle: "out" },
    ...{ started_at: null, ended_at: null, input: null, error: null },
  };
}

describe("what an expression may read", () => {
  it("is what comes before it, nearest first, and the loops around it, but not the loops' results", () => {
    expect(names("done")).toEqual(["vars", "trigger", "start", "each", "names", "execution", "workflow"]);
    expect(names("note")).toEqual([
      ...["item", "index", "inner", "each", "vars", "trigger", "start"],
      ...["send", "names", "execution", "workflow"],
    ]);
  });

  it("is what an item's steps gave, where a loop reads at their end", () => {
    expect(names("each", "config.items")).not.toContain("send");
    expect(names("each", "config.result")).toEqual(expect.arrayContaining(["item", "send", "inner"]));
  });

  it("is the action's own result in `select`, by bare names too", () => {
    const scope = scopeOf(graph, the("done"), "settings.select", DEFINITIONS);
    expect(scope.names.map(({ name }) => name)).toEqual(["result"]);
    expect(scope.context?.schema?.own).toEqual(DEFINITIONS.get("api_call@1")?.output_schema);
  });

  it("is where the result lies, of a step that keeps it in S3; a loop over it has the list that was pinned", () => {
    const kept = node("kept", "action", { settings: { offload: true } });
    const over = node("over", "loop", { config: { items: "{% $kept %}" } });
    const drawn = flatten(workflow([node("start", "trigger"), kept, over], "start>kept", "kept>over").graph);
    const loop = drawn.nodes.find(({ id }) => id === "over");
    if (!loop) throw new Error("over");
    const seen = (field: string, output: unknown) => {
      const samples = { outputs: new Map([["kept", output]]), items: new Map() };
      return scopeOf(drawn, loop, field, DEFINITIONS, samples).names.find(({ name }) => name === "kept")
        ?.shape;
    };
    const reference = { offloaded: { bucket: "b", key: "k", bytes: 9, items: 2, format: "json" } };

    for (const field of ["config.items", "config.concurrency"]) {
      const shape = seen(field, reference);
      expect(shape?.value).toEqual(reference);
      expect(fieldsOf(shape ?? {}).map(({ name }) => name)).toEqual(["offloaded"]);
    }
    expect(seen("config.items", ["a", "b"])?.value).toEqual(["a", "b"]);
    expect(seen("config.concurrency", ["a", "b"])?.value).toBeUndefined();
    expect(seen("config.items", { status: 200 })?.value).toBeUndefined();

    const item = scopeOf(drawn, loop, "config.result", DEFINITIONS).names.find(({ name }) => name === "item");
    expect(item?.pin?.key).toBe("kept");
  });

  it("has the values of a run where it has been there, null of what was skipped", () => {
    const runs = [
      ran("start", { body: { rows: [] } }),
      ran("names", { total: 3 }),
      ran("each", null, "", "skipped"),
    ];
    const samples = { outputs: outputsAt(graph, runs, ""), items: new Map() };
    expect(bindingsOf(scopeOf(graph, the("done"), "", DEFINITIONS, samples))).toEqual({
      ...{ trigger: { body: { rows: [] } }, start: { body: { rows: [] } } },
      ...{ vars: { total: 3 }, names: { total: 3 }, each: null },
    });
  });
});

describe("a place in a run with loops", () => {
  const runs = [ran("start", 1), ran("send", "a", "0"), ran("send", "b", "1"), ran("note", "c", "1.0")];

  it("sees what ran in the same iteration, and what is outside of it", () => {
    expect(outputsAt(graph, runs, "1.0")).toEqual(
      new Map<string, unknown>([
        ["start", 1],
        ["send", "b"],
        ["note", "c"],
      ]),
    );
    expect(outputsAt(graph, runs, "")).toEqual(new Map([["start", 1]]));
  });

  it("is one of the iterations its loop went through", () => {
    expect(iterationsOf(graph, the("send"), runs)).toEqual(["0", "1"]);
    expect(iterationsOf(graph, the("done"), runs)).toEqual([""]);
  });

  it("has an item of each loop around it, an inner list from the outer item", async () => {
    const rows = [{ lines: [1] }, { lines: [2, 3] }];
    const items = await itemsAt([the("each"), the("inner")], "1.1", (list, _, known) =>
      Promise.resolve(
        list === "{% $trigger.body.rows %}" ? rows : (known.get("each")?.item as { lines: unknown }).lines,
      ),
    );
    expect(items.get("inner")).toEqual({ item: 3, index: 1 });
    expect(items.get("each")).toEqual({ item: rows[1], index: 1 });
    expect(await itemsAt([the("each")], "5", () => Promise.resolve([1]))).toEqual(new Map());
  });
});
