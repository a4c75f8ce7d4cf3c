import { describe, expect, it } from "vitest";
import { connect } from "@/features/builder/state/commands";
import { litEdges } from "@/features/builder/testing/lit-edges";
import type { NodeRun } from "@/lib/api/types";
import { outcomesOf } from "@/lib/graph/outcomes";
import { node, workflow } from "../../support/graphs";

const draft = workflow(
  [node("start", "trigger"), node("mail"), node("next"), node("wait", "delay")],
  ...["start>mail", "mail>next"],
);
const run = (key: string, status: NodeRun["status"]) =>
  ({ key, status, handle: null, iteration: "", attempt: 1 }) as NodeRun;

describe("the edges that a test went along", () => {
  it("are those it took to steps that it came to", () => {
    const upToMail = outcomesOf([run("start", "succeeded"), run("mail", "succeeded")]);
    expect([...litEdges(draft.graph, draft.graph, upToMail)]).toEqual(["start>mail"]);
    const skipped = outcomesOf([run("start", "succeeded"), run("mail", "succeeded"), run("next", "skipped")]);
    expect([...litEdges(draft.graph, draft.graph, skipped)]).toEqual(["start>mail"]);
  });

  it("are none that were drawn since, not even between steps that ran", () => {
    const all = outcomesOf(["start", "mail", "next", "wait"].map((key) => run(key, "succeeded")));
    const drawn = connect("start", "out", "next")(connect("mail", "out", "wait")(draft));
    expect(drawn.graph.edges).toHaveLength(4);
    expect([...litEdges(drawn.graph, draft.graph, all)]).toEqual(["start>mail", "mail>next"]);
  });
});
