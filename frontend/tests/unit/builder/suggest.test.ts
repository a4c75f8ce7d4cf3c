import { describe, expect, it } from "vitest";
import { offeredAt } from "@/features/builder/canvas/suggest";
import type { Definition } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { indexDefinitions } from "@/lib/graph/family";
import { node, workflow } from "../../support/graphs";

const of = (kind: Definition["kind"], names: string) =>
  names.split(" ").map((name) => ({
    ...{ id: `${name}@1`, name, kind, title: name, description: "", enabled: true },
  })) as Definition[];
const definitions = indexDefinitions([
  ...of("trigger", "api event schedule"),
  ...of("logic", "condition switch split loop merge delay wait_for_events approval set stop run_workflow"),
  ...of("action", "api_call function publish_event send_email"),
]);
const mail = (id: string) => node(id, "action", { definition: "send_email@1" });
const graph = flatten(
  workflow(
    [
      node("start", "trigger"),
      node("check", "condition"),
      node("rows", "loop"),
      node("call"),
      node("again"),
      node("more"),
      mail("one"),
    ],
    ...["start>check", "check.true>call"],
  ).graph,
);
const names = (items: readonly Definition[]) => items.map(({ name }) => name);
const after = (source: string, handle = "out", from = graph) =>
  offeredAt({ after: { source, handle }, inLoop: false }, from, definitions);

describe("what is offered as the next step", () => {
  it("is a handful that fits the way it is put on, then all the others by family, no trigger among them", () => {
    const { suggested, families } = after("call", "error");
    expect(names(suggested)).toEqual(["send_email", "stop", "api_call", "set", "condition"]);
    expect(families.map(({ family, items }) => [family, names(items)])).toEqual([
      ["action", ["function", "publish_event"]],
      ["logic", ["switch", "split", "loop", "merge", "delay", "wait_for_events", "approval", "run_workflow"]],
    ]);
    expect(names(after("rows").suggested).slice(0, 2)).toEqual(["set", "merge"]);
    expect(names(after("check", "false").suggested)[0]).toBe("stop");
  });

  it("is first what this workflow has there itself, the most frequent before the others", () => {
    const edges = [
      ...["call>rows", "again>one", "more>one"].map((way) => {
        const [source = "", target = ""] = way.split(">");
        return { id: way, source, source_handle: "out", target };
      }),
    ];
    const learnt = { ...graph, edges: [...graph.edges, ...edges] };
    expect(names(after("call", "out", learnt).suggested).slice(0, 2)).toEqual(["send_email", "loop"]);
    expect(names(after("call").suggested)[0]).toBe("condition");
  });

  it("is a trigger first where nothing starts the workflow yet, and never in a loop", () => {
    const families = (inLoop: boolean, from = graph) =>
      offeredAt({ after: null, inLoop }, from, definitions).families.map(({ family }) => family);
    expect(families(false)).toEqual(["action", "logic", "trigger"]);
    expect(families(false, { nodes: [], edges: [] })).toEqual(["trigger", "action", "logic"]);
    expect(families(true, { nodes: [], edges: [] })).toEqual(["action", "logic"]);
  });

  it("leaves out what does not fit, and what is switched off", () => {
    const { suggested, families } = offeredAt(
      { after: { source: "check", handle: "false" }, inLoop: false },
      graph,
      definitions,
      ({ name }) => name !== "stop",
    );
    expect(names([...suggested, ...families.flatMap(({ items }) => items)])).not.toContain("stop");
  });
});
