import { parseDocument, serializeDocument } from "@/lib/graph/document";
import { describe, expect, it } from "vitest";
import { ancestorsOf } from "@/lib/graph/ancestors";
import { flatten, nest } from "@/lib/graph/body";
import { handleLabel, handlesOf } from "@/lib/graph/handles";
import { layoutGraph } from "@/lib/graph/layout";
import { Geometry } from "@/lib/graph/geometry";
import { edge, node, workflow } from "../../support/graphs";

const note = node("note", "action", { position: { x: 8, y: 16 } });
const inner = node("inner", "loop", { config: { items: [1], body: { nodes: [note], edges: [] } } });
const { graph: nested } = workflow(
  [
    node("start", "trigger"),
    node("each", "loop", {
      config: {
        items: "{% $start.rows %}",
        body: { nodes: [node("send"), inner], edges: [edge("send>inner")] },
      },
    }),
    node("done"),
  ],
  ...["start>each", "each>done"],
);
const flat = flatten(nested);

describe("bodies", () => {
  it("come back as they were", () => {
    expect(nest(flatten(nested))).toEqual(nested);
    expect(nest(flatten({ nodes: [], edges: [] }))).toEqual({ nodes: [], edges: [] });
  });

  it("lie flat, each node with its loop, and the loop without its body", () => {
    expect(flat.nodes.map(({ id, parent }) => [id, parent])).toEqual([
      ["start", undefined],
      ["each", undefined],
      ["send", "each"],
      ["inner", "each"],
      ["note", "inner"],
      ["done", undefined],
    ]);
    expect(flat.nodes[1]?.config).toEqual({ items: "{% $start.rows %}" });
    expect(flat.edges.map(({ id }) => id)).toEqual(["start>each", "each>done", "send>inner"]);
  });

  it("are filled in where a file leaves things out", () => {
    const bare = {
      ...node("l", "loop"),
      config: { body: { nodes: [{ id: "x", key: "x", type: "set" }], edges: [] } },
    };
    expect(flatten({ nodes: [bare], edges: [] }).nodes[1]).toMatchObject({
      ...{ parent: "l", position: { x: 0, y: 0 }, config: {}, settings: {} },
    });
    expect(nest(flatten({ nodes: [node("l", "loop")], edges: [] })).nodes[0]?.config).toEqual({
      body: { nodes: [], edges: [] },
    });
  });
});

describe("what a node of a body reads", () => {
  it("is before it in the body, and before the loops around it, not the loops", () => {
    expect(ancestorsOf(flat, "note").map(({ id }) => id)).toEqual(["send", "start"]);
    expect(ancestorsOf(flat, "done").map(({ id }) => id)).toEqual(["each", "start"]);
  });
});

describe("geometry", () => {
  it("makes a container as large as its body, and places inside it", () => {
    const geometry = new Geometry(flat);
    expect(geometry.size("inner").width).toBeLessThan(geometry.size("each").width);
    const loop = flat.nodes[4];
    if (!loop) throw new Error("no node");
    expect(geometry.fromAbsolute(geometry.absolute(loop), "inner")).toEqual(loop.position);
    expect(geometry.containerAt(geometry.center(loop))?.id).toBe("inner");
    expect(geometry.containerAt(geometry.center(loop), new Set(["inner"]))?.id).toBe("each");
    expect(geometry.containerAt({ x: -500, y: 0 })).toBeUndefined();
  });

  it("hides what a folded loop holds", () => {
    const geometry = new Geometry(flat, new Set(["each"]));
    expect(flat.nodes.filter((each) => geometry.isHidden(each)).map(({ id }) => id)).toEqual([
      ...["send", "inner", "note"],
    ]);
    expect(geometry.size("each").height).toBe(60);
  });

  it("lays bodies out from the inside, and nothing over a container", () => {
    const places = layoutGraph(flat);
    const nodes = flat.nodes.map((each) => ({ ...each, position: places.get(each.id) ?? each.position }));
    const geometry = new Geometry({ ...flat, nodes });
    const [each, done] = [places.get("each"), places.get("done")];
    expect((each?.x ?? 0) + geometry.size("each").width).toBeLessThan(done?.x ?? 0);
    expect((places.get("send")?.x ?? 0) + 216).toBeLessThan(places.get("inner")?.x ?? 0);
  });
});

describe("handles", () => {
  const pick = node("pick", "switch", {
    config: {
      cases: [
        { id: "case_1", equals: "gold" },
        { id: "case_2", from: 10, to: 20 },
        { id: "case_3", name: "Rest of Europe", in: ["fr", "de"] },
        { id: "case_4", in: ["us", "ca"] },
      ],
    },
  });

  it("are a switch's cases in order, then default, by what they ask for", () => {
    expect(handlesOf(pick)).toEqual(["case_1", "case_2", "case_3", "case_4", "default"]);
    expect(handlesOf(pick).map((handle) => handleLabel(pick, handle))).toEqual([
      ...["gold", "10 – 20", "Rest of Europe", "us, ca", "default"],
    ]);
  });

  it("are a split's variants with the share of each", () => {
    const split = node("ab", "split", {
      config: {
        variants: [
          { id: "a", name: "Short", weight: 1 },
          { id: "b", weight: 3 },
        ],
      },
    });
    expect(handlesOf(split).map((handle) => handleLabel(split, handle))).toEqual(["Short · 25%", "b · 75%"]);
  });

  it.each([
    ["stop", []],
    ["loop", ["out", "error"]],
    ["run_workflow", ["out", "error"]],
    ["approval", ["approved", "rejected", "timeout"]],
    ["wait_for_events", ["out", "timeout"]],
    ["merge", ["out"]],
  ])("of %s are %j", (type, handles) => expect(handlesOf(node("n", type))).toEqual(handles));
});

describe("annotations", () => {
  const note = {
    ...{ id: "a1", kind: "note" as const, text: "Why", color: "yellow" as const },
    ...{ position: { x: 0, y: 0 }, size: { width: 200, height: 120 } },
  };

  it("belong to the whole canvas and survive the way there and back", () => {
    const annotated = { ...nested, annotations: [note] };
    expect(nest(flatten(annotated))).toEqual(annotated);
  });

  it("are read from a file and written to one", () => {
    const document = parseDocument(JSON.stringify({ graph: { ...nested, annotations: [note] } }), "File", "");
    expect(document.graph.annotations).toEqual([note]);
    expect(parseDocument(serializeDocument(document), "", "")).toEqual(document);
  });
});
