import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { RecordNotes } from "@/features/executions/components/RecordNotes";
import type { Execution } from "@/lib/api/types";

const RUN = { key: "call", iteration: "" } as Execution["nodes"][number];

function show(execution: Partial<Execution>): string[] {
  const told = { divergences: [], gaps: [], nodes: [RUN], ...execution };
  render(
    <MantineProvider env="test">
      <RecordNotes execution={told} />
    </MantineProvider>,
  );
  return screen.queryAllByRole("alert").map(({ textContent }) => textContent);
}

it("says nothing of a run that is known and whose replay agrees", () => {
  expect(show({})).toEqual([]);
});

it("tells what is not known as a gap, and not as a difference", () => {
  const [gap, ...others] = show({ gaps: ["rows has 12,000 items"] });
  expect(gap).toContain("Not all of this run is known");
  expect(gap).toContain("rows has 12,000 items");
  expect(gap).not.toContain("differ");
  expect(others).toEqual([]);
});

it("tells why there are no steps yet", () => {
  expect(show({ gaps: ["it was redriven"], nodes: [] })[0]).toContain("not known yet");
});

it("tells a difference apart from a gap", () => {
  const alerts = show({ gaps: ["a gap"], divergences: ["the output"] });
  expect(alerts.map((alert) => alert.includes("differ"))).toEqual([false, true]);
});
