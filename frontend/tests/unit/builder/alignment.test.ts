import { describe, expect, it } from "vitest";
import { alignableOf } from "@/features/builder/canvas/alignable";
import { around, type Box, boxOf, guidesOf, shiftTo } from "@/features/builder/canvas/alignment";
import type { Annotation } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { Geometry } from "@/lib/graph/geometry";
import { node, workflow } from "../../support/graphs";

const REACH = 8;
const box = (x: number, y: number, width = 200, height = 60): Box => boxOf({ x, y, width, height });

describe("lining up", () => {
  it("goes to the nearest edge or middle within reach, and only to the same of the other", () => {
    const other = box(300, 0, 200, 100);
    expect(shiftTo("y", box(0, 23), [other], REACH)).toBe(-3);
    expect(shiftTo("y", box(0, 5), [other], REACH)).toBe(-5);
    expect(shiftTo("y", box(0, 37), [other], REACH)).toBe(3);
    expect(shiftTo("y", box(0, 60), [other], REACH)).toBeNull();
    // Its top at the other's bottom is no line.
    expect(shiftTo("y", box(0, 101), [other], REACH)).toBeNull();
  });

  it("draws a line between all whose middles lie on it, not over them, and no edges of these", () => {
    const here = box(0, 0);
    const { lines, gaps } = guidesOf(here, [box(300, 0), box(900, -20, 200, 100), box(600, 300)]);
    expect(lines).toEqual([
      { axis: "y", at: 30, start: 200, end: 300 },
      { axis: "y", at: 30, start: 500, end: 900 },
    ]);
    expect(gaps).toEqual([]);
  });

  it("draws edges where only these agree", () => {
    const { lines } = guidesOf(box(0, 0), [box(300, 0, 200, 100), box(0, 400, 300)]);
    expect(lines).toEqual([
      { axis: "x", at: 0, start: 0, end: 460 },
      { axis: "y", at: 0, start: 0, end: 500 },
    ]);
  });

  it("leaves out what is off screen, what lies around, and what lies elsewhere", () => {
    const view = box(-100, -100, 1000, 600);
    const [near, off, loop, elsewhere] = [box(300, 4), box(1200, 4), box(-50, -50, 400, 200), box(300, 300)];
    expect(around(box(0, 0), [near, off, loop, elsewhere], view, REACH)).toEqual([near]);
  });
});

describe("gaps alike", () => {
  it("are found between two neighbours", () => {
    const row = [box(0, 0), box(608, 10)];
    expect(shiftTo("x", box(300, 20), row, REACH)).toBe(4);
    expect(guidesOf(box(304, 200), row).gaps).toEqual([]);
    expect(guidesOf(box(304, 20), row).gaps).toEqual([
      { axis: "x", at: 40, start: 200, end: 304 },
      { axis: "x", at: 45, start: 504, end: 608 },
    ]);
  });

  it.each([
    ["after", box(0, 0), box(300, 0), box(603, 20), -3],
    ["before", box(600, 0), box(300, 0), box(-2, 20), 2],
  ])("go on from the two %s which it comes", (_, far, near, dragged, shift) => {
    expect(shiftTo("x", dragged, [far, near], REACH)).toBe(shift);
    const there = { ...dragged, x: { start: dragged.x.start + shift, end: dragged.x.end + shift } };
    const { gaps } = guidesOf(there, [far, near]);
    expect(gaps.map(({ start, end }) => end - start)).toEqual([100, 100]);
  });

  it("take a loop as one, whatever is inside", () => {
    const row = [box(0, 0), box(300, 0, 400, 200), box(340, 60), box(480, 60)];
    expect(shiftTo("x", box(803, 40), row, REACH)).toBe(-3);
  });
});

describe("what can be lined up with", () => {
  const annotation = (id: string, kind: Annotation["kind"], x: number): Annotation => ({
    ...{ id, kind, text: "", color: "blue" },
    ...{ position: { x, y: 300 }, size: { width: 400, height: 200 } },
  });
  const body = {
    nodes: [node("inner"), node("second", "action", { position: { x: 300, y: 0 } })],
    edges: [],
  };
  const document = workflow([
    node("a"),
    node("b", "action", { position: { x: 304, y: 0 } }),
    node("loop", "loop", { position: { x: 700, y: 0 }, config: { mode: "for_each", body } }),
  ]);
  const graph = {
    ...flatten(document.graph),
    annotations: [annotation("note", "note", 0), annotation("group", "group", 600)],
  };

  it("is every step and note but what moves along, groups among groups only", () => {
    const geometry = new Geometry(graph);
    expect(alignableOf(geometry, ["a"])?.others).toHaveLength(5);
    expect(alignableOf(geometry, ["loop", "a"])?.others).toHaveLength(2);
    expect(alignableOf(geometry, ["note"])?.others).toHaveLength(6);
    expect(alignableOf(geometry, ["gone"])).toBeNull();
  });

  it("leaves out what is folded away", () => {
    const folded = new Geometry(graph, new Set(["loop"]));
    expect(alignableOf(folded, ["a"])?.others).toHaveLength(3);
  });

  it("lines several up as one, and knows where a step in a loop is drawn", () => {
    const geometry = new Geometry(graph);
    expect(alignableOf(geometry, ["a", "b"])).toMatchObject({
      leader: "a",
      box: { x: { start: 0, end: 520 }, y: { start: 0, end: 60 } },
    });
    const second = graph.nodes.find(({ id }) => id === "second");
    const inside = alignableOf(geometry, ["second"]);
    expect(inside?.rest).toEqual({ x: 332, y: 64 });
    expect(second && inside?.box).toEqual(second && boxOf(geometry.rect(second)));
  });
});
