import { describe, expect, it } from "vitest";
import { drawnEdges } from "@/lib/graph/drawn";
import { Geometry } from "@/lib/graph/geometry";
import { node, workflow } from "../../support/graphs";

describe("labels of edges", () => {
  it("are left out where the card names its ways, and kept where it does not", () => {
    const { graph } = workflow(
      [node("start", "trigger"), node("check", "condition"), node("yes"), node("rescue")],
      ...["start>check", "check.true>yes", "yes.error>rescue"],
    );

    const labels = drawnEdges(new Geometry(graph)).map(({ label }) => label ?? null);

    expect(labels).toEqual([null, null, "error"]);
  });
});
