import { expect, it } from "vitest";
import { arrivals, comesAfter } from "@/features/executions/list/order";
import type { ExecutionSummary } from "@/lib/api/types";

/** An execution that started so many seconds into a minute. */
function run(second: number): ExecutionSummary {
  const started_at = `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`;
  const known = {
    workflow_id: "w",
    workflow_name: "W",
    version: 1,
    trigger: null,
    trigger_name: null,
    status: "running" as const,
  };
  return {
    ...{ ...known, id: `w.${second}`, started_at, ended_at: null, duration_ms: null, error: null },
    ...{ diverged: false, waiting: 0, express: false },
  };
}

it("the newest start comes first, and of two at one moment the greater id", () => {
  expect([comesAfter(run(1), run(2)), comesAfter(run(2), run(1)), comesAfter(run(1), run(1))]).toEqual([
    true,
    false,
    false,
  ]);
  expect(comesAfter(run(1), { ...run(1), id: "w.2" })).toBe(true);
});

it("executions that a list does not show yet are those newer than its first", () => {
  const shown = [run(30), run(29)];
  expect(arrivals(shown, [run(31), run(30)])).toBe(1);
  expect(arrivals(shown, [run(30), run(20)])).toBe(0);
  expect(arrivals(shown, undefined)).toBe(0);
});
