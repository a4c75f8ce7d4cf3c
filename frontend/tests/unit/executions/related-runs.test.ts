import { describe, expect, it } from "vitest";
import { childOf } from "@/features/executions/components/RelatedRuns";

function child(execution_id: string, node_key: string, iteration: string) {
  return {
    execution_id,
    node_key,
    iteration,
    status: "running" as const,
    started_at: "2026-01-01T00:00:00Z",
  };
}

describe("the run that a step started", () => {
  // Newest first, as the API gives them.
  const children = [child("second", "pack", "0"), child("other", "pack", "1"), child("first", "pack", "0")];

  it("is the one of its node, iteration and attempt", () => {
    const of = (key: string, iteration: string, attempt: number) =>
      childOf({ children }, { key, iteration, attempt })?.execution_id;
    expect([of("pack", "0", 0), of("pack", "0", 1), of("pack", "1", 0)]).toEqual([
      "first",
      "second",
      "other",
    ]);
    expect([of("pack", "2", 0), of("call", "0", 0)]).toEqual([undefined, undefined]);
  });

  it("is the newest where attempts are counted otherwise, as after a redrive", () => {
    expect(childOf({ children }, { key: "pack", iteration: "0", attempt: 5 })?.execution_id).toBe("second");
  });
});
