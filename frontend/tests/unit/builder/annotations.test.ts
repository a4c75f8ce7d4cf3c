import { describe, expect, it } from "vitest";
import {
  addGroup,
  addNote,
  fitGroup,
  keepBeside,
  moveItems,
  updateAnnotation,
} from "@/features/builder/state/annotations";
import { moveNodes } from "@/features/builder/state/commands";
import { fragmentOf, pasteFragment, removeItems } from "@/features/builder/state/membership";
import type { Annotation } from "@/lib/api/types";
import { depthOf, membersOf } from "@/lib/graph/annotations";
import { type Draft, flatten } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { node, workflow } from "../../support/graphs";

function annotation(
  id: string,
  kind: Annotation["kind"],
  rect: [number, number, number, number],
): Annotation {
  const [x, y, width, height] = rect;
  return { id, kind, text: id, color: "blue", position: { x, y }, size: { width, height } };
}

const around = annotation("around", "group", [-24, -56, 600, 160]);
const inside = annotation("inside", "note", [0, -40, 100, 60]);
const away = annotation("away", "note", [0, 2000, 100, 60]);

function draftWith(...annotations: Annotation[]): Draft {
  const draft = workflow([
    node("a"),
    node("b", "action", { position: { x: 304, y: 0 } }),
    node("c", "action", { position: { x: 304, y: 400 } }),
  ]);
  return { ...draft, graph: { ...draft.graph, annotations } };
}

const places = ({ graph }: Draft) =>
  Object.fromEntries(
    [...graph.nodes, ...(graph.annotations ?? [])].map(({ id, position }) => [id, position]),
  );

describe("a group", () => {
  it("is drawn around what is selected, with room for its title", () => {
    const draft = draftWith();
    const added = addGroup(draft.graph, new Set(["a", "b"]));
    const [group] = added?.command(draft).graph.annotations ?? [];
    expect(group).toMatchObject({ kind: "group", position: { x: -24, y: -56 } });
    expect(group?.size).toEqual({ width: 304 + 216 + 48, height: 60 + 80 });
    expect(addGroup(draft.graph, new Set(["gone"]))).toBeNull();
  });

  it("holds what has its middle inside, and moves it along in one edit", () => {
    const draft = draftWith(around, inside, away);
    expect(membersOf(around, new Geometry(draft.graph))).toEqual(new Set(["a", "b", "inside"]));
    const moved = moveItems(new Map([["around", { x: 76, y: 44 }]]))(draft);
    expect(places(moved)).toEqual({
      ...{ a: { x: 100, y: 100 }, b: { x: 404, y: 100 }, c: { x: 304, y: 400 } },
      ...{ around: { x: 76, y: 44 }, inside: { x: 100, y: 60 }, away: { x: 0, y: 2000 } },
    });
  });

  it("moves a selected member once", () => {
    const moved = moveItems(
      new Map([
        ["around", { x: 76, y: 44 }],
        ["a", { x: 100, y: 100 }],
      ]),
    )(draftWith(around));
    expect(places(moved).a).toEqual({ x: 100, y: 100 });
  });

  it("is fitted to what it holds, and taken away alone", () => {
    const draft = draftWith({ ...around, size: { width: 900, height: 300 } });
    const fitted = fitGroup("around")(draft).graph.annotations?.[0];
    expect(fitted?.size).toEqual({ width: 568, height: 140 });
    const without = removeItems(new Set(["around"]), new Set())(draft);
    expect(without.graph.nodes).toHaveLength(3);
    expect(without.graph.annotations).toEqual([]);
  });

  it("is copied with what lies in it", () => {
    const draft = draftWith(around, inside);
    const fragment = fragmentOf(draft.graph, new Set(["around"]));
    expect(fragment.nodes.map(({ id }) => id)).toEqual(["a", "b"]);
    const { ids, command } = pasteFragment(fragment, { at: { x: 1000, y: 1000 } });
    const pasted = command(draft);
    expect(ids).toHaveLength(4);
    const copy = pasted.graph.annotations?.find(({ id }) => id === ids[2]);
    expect(copy?.position).toEqual({ x: 1000, y: 1000 });
    expect(places(pasted)[ids[0] ?? ""]).toEqual({ x: 1024, y: 1056 });
  });
});

describe("a note", () => {
  it("is put with its middle where it was asked for, and written", () => {
    const { id, command } = addNote({ x: 400, y: 400 });
    const written = updateAnnotation(id, { text: "Ask Ada" })(command(draftWith()));
    expect(written.graph.annotations).toEqual([
      expect.objectContaining({ id, kind: "note", text: "Ask Ada", position: { x: 288, y: 336 } }),
    ]);
  });

  it("goes with the node it is beside when an edit moves it, and frames stay around theirs", () => {
    const before = draftWith(around, inside, away);
    const after = moveNodes(
      new Map([
        ["a", { x: 0, y: 800 }],
        ["b", { x: 304, y: 800 }],
      ]),
    )(before);
    const kept = keepBeside(before, after);
    expect(places(kept)).toMatchObject({
      ...{ inside: { x: 0, y: 760 }, around: { x: -24, y: 744 }, away: { x: 0, y: 2000 } },
    });
  });

  it("over a loop goes with it, and lies above its container", () => {
    const loop = node("rows", "loop", {
      config: {
        body: { nodes: [node("in1"), node("in2", "action", { position: { x: 300, y: 0 } })], edges: [] },
      },
    });
    const { graph, ...rest } = workflow([loop]);
    const note = annotation("note", "note", [40, 50, 96, 60]);
    const draft: Draft = { ...rest, graph: { ...flatten(graph), annotations: [note] } };
    expect(depthOf(note, new Geometry(draft.graph))).toBe(1);
    const moved = moveItems(new Map([["rows", { x: 500, y: 0 }]]))(draft);
    expect(places(moved)).toMatchObject({
      rows: { x: 500, y: 0 },
      in1: { x: 0, y: 0 },
      note: { x: 540, y: 50 },
    });
  });
});
