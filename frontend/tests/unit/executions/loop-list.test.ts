import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { briefly } from "@/components/data/readable";
import { loopListQuery } from "@/features/executions/items/loop-list";
import { api } from "@/lib/api/client";
import type { NodeRun } from "@/lib/api/types";
import { evaluate } from "@/lib/evaluation/evaluate";
import { evaluator } from "@/lib/evaluation/evaluator";
import { type FlatNode, flatten } from "@/lib/graph/body";
import { edge, node } from "../../support/graphs";

// Where there are no workers the same evaluation is done beside the test.
beforeEach(() => void vi.spyOn(evaluator, "evaluate").mockImplementation((question) => evaluate(question)));

const inner = node("lines", "loop", {
  config: { items: "{% $item.lines %}", body: { nodes: [node("send")], edges: [] } },
});
const outer = node("orders", "loop", {
  config: { items: "{% $append($fetch.orders, $vars.more) %}", body: { nodes: [inner], edges: [] } },
});
const graph = flatten({
  nodes: [node("start", "trigger"), node("fetch"), node("known", "set"), outer],
  edges: ["start>fetch", "fetch>known", "known>orders"].map(edge),
});

const ran = (key: string, output: unknown, more: Partial<NodeRun> = {}): NodeRun => ({
  ...{ key, status: "succeeded", iteration: "", handle: null, attempt: 0, started_at: null, ended_at: null },
  ...{ input: null, output, error: null, ...more },
});
const ORDERS = [{ id: 1, lines: ["a", "b"] }];
const MORE = [{ id: 2, lines: [{ sku: "c" }] }];
const RUNS = [ran("start", {}), ran("fetch", { orders: ORDERS }), ran("known", { more: MORE })];

function listed(key: string, at: string, nodes: readonly NodeRun[] = RUNS, drawn = graph) {
  const queries = new QueryClient();
  const execution = { id: "w.x", workflow_id: "w", version: 1, started_at: "2026-01-01T00:00:00Z" };
  const loop = drawn.nodes.find((each) => each.key === key) as FlatNode;
  return queries.fetchQuery(
    loopListQuery({ execution: { ...execution, nodes: [...nodes] }, graph: drawn, queries }, loop, at),
  );
}

describe("the list of a loop", () => {
  it("is what its expression gives on what was recorded", async () => {
    expect(await listed("orders", "")).toEqual([...ORDERS, ...MORE]);
  });

  it("is that of the outer iteration, where it is made of the outer item", async () => {
    expect(await listed("lines", "0")).toEqual(["a", "b"]);
    expect(await listed("lines", "1")).toEqual([{ sku: "c" }]);
  });

  it("is that of a list written by hand", async () => {
    const config = { items: [1, "{% $trigger.two %}"], body: { nodes: [], edges: [] } };
    const drawn = flatten({
      nodes: [node("start", "trigger"), node("each", "loop", { config })],
      edges: [edge("start>each")],
    });
    expect(await listed("each", "", [ran("start", { two: 2 })], drawn)).toEqual([1, 2]);
  });

  it("is unknown, and not shorter, where something that it reads is not on record", async () => {
    expect(await listed("orders", "", [RUNS[0], RUNS[1]] as NodeRun[])).toBeNull();
    expect(await listed("lines", "5")).toBeNull();
  });

  it("is that of the last attempt", async () => {
    const again = ran("fetch", { orders: [] }, { attempt: 1 });
    const failed = { ...(RUNS[1] as NodeRun), status: "failed" as const, output: null };
    const nodes = [RUNS[0], failed, again, RUNS[2]] as NodeRun[];
    expect(await listed("orders", "", nodes)).toEqual(MORE);
  });

  it("asks for values that were left out, and for no others", async () => {
    const omitted = (key: string) => ran(key, null, { values_omitted: true, ended_at: "x" });
    const get = vi.spyOn(api, "GET").mockResolvedValue({
      data: { items: [ran("fetch", { orders: ORDERS })] },
      response: new Response(),
    } as never);
    const nodes = [omitted("start"), omitted("fetch"), RUNS[2]] as NodeRun[];
    expect(await listed("orders", "", nodes)).toEqual([...ORDERS, ...MORE]);
    const asked = get.mock.calls as unknown as [string, { params: { query: object } }][];
    expect(asked.map(([, { params }]) => params.query)).toEqual([
      expect.objectContaining({ key: "fetch", limit: 1 }),
    ]);
  });
});

it.each([
  [{ name: "Lamp", price: 70, tags: ["new"] }, "name: Lamp, price: 70"],
  [{ lines: [1, 2] }, "{lines}"],
  ["two\nlines", "two lines"],
  [[1, 2, 3], "[3 items]"],
  [null, "null"],
  ["x".repeat(80), `${"x".repeat(48)}…`],
])("an item is told briefly: %j", (item, told) => expect(briefly(item)).toBe(told));
