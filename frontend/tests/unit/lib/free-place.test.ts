import { describe, expect, it } from "vitest";
import { flatten } from "@/lib/graph/body";
import { freePlace } from "@/lib/graph/free-place";
import { annotation, node, workflow } from "../../support/graphs";

const at = (x: number, y: number) => ({ position: { x, y } });
const graphOf = (...nodes: Parameters<typeof workflow>[0]) => flatten(workflow(nodes).graph);

describe("free room for a card", () => {
  it("is the place that was wanted, on the grid, where nothing lies", () => {
    expect(freePlace(graphOf(), { x: 101, y: 99 })).toEqual({ x: 104, y: 96 });
  });

  it("is below what lies there, then above it, then beside", () => {
    const one = node("one", "set", at(100, 100));
    expect(freePlace(graphOf(one), { x: 104, y: 96 })).toEqual({ x: 104, y: 180 });
    const two = node("two", "set", at(100, 190));
    expect(freePlace(graphOf(one, two), { x: 104, y: 96 })).toEqual({ x: 104, y: 12 });
    const three = node("three", "set", at(100, 10));
    expect(freePlace(graphOf(one, two, three), { x: 104, y: 96 })).toEqual({ x: 344, y: 96 });
  });

  it("is beside a loop and a note, and may be in a group", () => {
    const body = { nodes: [node("inner", "set", at(0, 0))], edges: [] };
    const loop = node("loop", "loop", { ...at(0, 0), config: { body } });
    const place = freePlace(graphOf(loop), { x: 40, y: 40 });
    expect(place.y >= 160 || place.y + 60 <= 0 || place.x >= 304).toBe(true);
    const size = { width: 400, height: 400 };
    const withNote = { ...graphOf(), annotations: [annotation("note", { size })] };
    expect(freePlace(withNote, { x: 80, y: 80 })).not.toEqual({ x: 80, y: 80 });
    const withGroup = { ...graphOf(), annotations: [annotation("group", { kind: "group", size })] };
    expect(freePlace(withGroup, { x: 80, y: 80 })).toEqual({ x: 80, y: 80 });
  });
});
