import { describe, expect, it } from "vitest";
import { parseDocument, serializeDocument } from "@/lib/graph/document";
import { freeKey, isKeyOf, keyFault } from "@/lib/graph/keys";
import { flatten } from "@/lib/graph/body";
import { layoutGraph } from "@/lib/graph/layout";
import { ancestorsOf } from "@/lib/graph/ancestors";
import { readLoose, showLoose } from "@/features/builder/form/loose-value";
import { node, workflow } from "../../support/graphs";

describe("keys", () => {
  it.each([
    ["Order placed", "order_placed"],
    ["  123 Straße!", "stra_e"],
    ["Count", "count_step"],
    ["Start", "start_step"],
    ["!!!", "node"],
    ["Überweisung prüfen", "uberweisung_prufen"],
  ])("reads %j as %s", (name, key) => expect(freeKey(name, new Set())).toBe(key));

  it("counts up where the key is taken", () => {
    expect(freeKey("Send", new Set(["send", "send_2"]))).toBe("send_3");
  });

  it("is easy to read and valid however long the name is", () => {
    const name = `${"a".repeat(35)} ${"b".repeat(55)}`;
    expect(freeKey(name, new Set()).length).toBeLessThanOrEqual(40);
    expect(keyFault(freeKey(name, new Set([freeKey(name, new Set())])), new Set())).toBeNull();
  });

  it.each([
    ["Call API", "call_api", true],
    ["Call API", "call_api_2", true],
    // A copy of a copy.
    ["Call API", "call_api_2_2", true],
    ["Count", "count_step", true],
    ["Call API", "call", false],
    ["Call", "call_api", false],
    ["Call", "call_2nd", false],
    ["Count", "count", false],
  ])("of %j, is %s taken from the name: %s", (name, key, taken) => expect(isKeyOf(name, key)).toBe(taken));

  it("names what is wrong with a key", () => {
    expect(keyFault("Order", new Set())).toBe("pattern");
    expect(keyFault("a__b", new Set())).toBe("pattern");
    expect(keyFault("result", new Set())).toBe("reserved");
    expect(keyFault("a", new Set(["a"]))).toBe("taken");
    expect(keyFault("order_2", new Set())).toBeNull();
  });
});

describe("graph", () => {
  const diamond = workflow(
    [node("a", "trigger"), node("b"), node("c"), node("d"), node("other")],
    ...["a>b", "a>c", "b>d", "c>d"],
  ).graph;

  it("finds ancestors, nearest first, each once", () => {
    expect(ancestorsOf(diamond, "d").map(({ id }) => id)).toEqual(["b", "c", "a"]);
    expect(ancestorsOf(diamond, "other")).toEqual([]);
  });

  it("lays out from left to right", () => {
    const places = layoutGraph(diamond);
    const x = (id: string) => places.get(id)?.x ?? Number.NaN;
    expect(x("a")).toBeLessThan(x("b"));
    expect(x("b")).toBeLessThan(x("d"));
    expect(x("b")).toBe(x("c"));
  });
});

describe("branches", () => {
  it("lie below each other in the order of their handles, whichever was drawn first", () => {
    const { graph } = workflow(
      [node("check", "condition"), node("no"), node("yes"), node("failed"), node("after")],
      ...["check.false>no", "check.true>yes", "yes.error>failed", "yes>after"],
    );
    const places = layoutGraph(graph);
    const y = (id: string) => places.get(id)?.y ?? Number.NaN;
    expect(y("yes")).toBeLessThan(y("no"));
    expect(y("after")).toBeLessThan(y("failed"));
  });

  it("keep the order in which they were drawn, in ranks of many and inside loops", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const inner = workflow(
      [
        node("split", "switch", { config: { cases: names.map((id) => ({ id, equals: id })) } }),
        ...names.map((id) => node(id)),
      ],
      ...names.map((id) => `split.${id}>${id}`),
    ).graph;
    const loop = node("rows", "loop", { config: { body: inner } });
    const { graph } = workflow([node("start", "trigger"), loop, node("end")], "start>rows", "rows>end");
    const places = layoutGraph(flatten(graph));
    const order = names.toSorted((a, b) => (places.get(a)?.y ?? 0) - (places.get(b)?.y ?? 0));
    expect(order).toEqual(names);
  });

  it("are not turned around for fewer crossings", () => {
    const { graph } = workflow(
      [
        node("s", "condition"),
        node("a", "condition"),
        node("b", "condition"),
        ...["p", "q", "r"].map((id) => node(id)),
      ],
      ...["s.true>a", "s.false>b", "a.true>q", "a.false>p", "b.true>p", "b.false>r", "q>r"],
    );
    const places = layoutGraph(graph);
    const y = (id: string) => places.get(id)?.y ?? Number.NaN;
    expect(y("a")).toBeLessThan(y("b"));
    expect(y("q")).toBeLessThan(y("p"));
  });
});

describe("a part that is laid out", () => {
  const scattered = workflow(
    [
      node("a", "trigger", { position: { x: 40, y: 40 } }),
      node("b", "action", { position: { x: 48, y: 400 } }),
      node("c", "action", { position: { x: 800, y: 96 } }),
      node("far", "action", { position: { x: 3000, y: 3000 } }),
    ],
    ...["a>b", "b>c", "c>far"],
  ).graph;

  it("keeps its corner, and leaves the others where they are", () => {
    const places = layoutGraph(scattered, new Set(["b", "c"]));
    expect([...places.keys()].sort()).toEqual(["b", "c"]);
    expect(places.get("b")).toEqual({ x: 48, y: 96 });
    expect(places.get("c")).toEqual({ x: 48 + 216 + 88, y: 96 });
  });

  it("keeps the nodes of a group together, away from the others", () => {
    const group = {
      ...{ id: "g", kind: "group" as const, text: "", color: "blue" as const },
      ...{ position: { x: 700, y: 0 }, size: { width: 2600, height: 3200 } },
    };
    const graph = { ...scattered, annotations: [group] };
    const places = layoutGraph(graph);
    expect(places.get("far")?.y).toBe(places.get("c")?.y);
    expect((places.get("c")?.x ?? 0) - (places.get("b")?.x ?? 0)).toBeGreaterThanOrEqual(216 + 88 + 24);
  });
});

describe("files", () => {
  it("reads back what it wrote", () => {
    const document = workflow([node("a", "trigger"), node("b")], "a>b");
    expect(parseDocument(serializeDocument(document), "x", "no graph")).toEqual(document);
  });

  it("says what is missing", () => {
    expect(() => parseDocument('{"name": "x"}', "x", "no graph")).toThrow("no graph");
  });
});

describe("values in one line", () => {
  it.each([100, true, null, "text", "100", "true", { a: [1] }, [1, 2], "{% $x %}", '"quoted"'])(
    "keeps %j",
    (value) => {
      expect(readLoose(showLoose(value))).toEqual(value);
    },
  );

  it("takes what is not JSON as text", () => expect(readLoose("12 apples")).toBe("12 apples"));
});
