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

describe("an edge as it is told", () => {
  it("names the steps at its ends, and the way where there are several", () => {
    const { graph } = workflow(
      [
        node("n1", "trigger", { name: "Order placed" }),
        node("n2", "condition", { name: "Large?" }),
        node("n3", "action", { name: "", key: "mail" }),
      ],
      ...["n1>n2", "n2.true>n3", "n3.error>n2"],
    );
    const told = drawnEdges(new Geometry(graph)).map(({ ariaLabel }) => ariaLabel);
    expect(told).toEqual([
      "Connection from Order placed to Large?",
      "Connection from Large? to mail: If true",
      "Connection from mail to Large?: If it fails",
    ]);
  });
});
