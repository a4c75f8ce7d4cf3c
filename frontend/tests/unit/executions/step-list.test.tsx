import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { StepList } from "@/features/executions/components/StepList";
import { type RunView, RunViewContext } from "@/features/executions/run-view";
import { node } from "../../support/graphs";

const STEPS = 2000;

it("draws the steps in sight of thousands, and goes through all of them by the keys", () => {
  const graph = { nodes: Array.from({ length: STEPS }, (_, index) => node(`step${index}`)), edges: [] };
  const execution = { started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:05Z" };
  const select = vi.fn();
  render(
    <MantineProvider env="test">
      <RunViewContext value={{ execution, graph, now: 0 } as unknown as RunView}>
        <StepList outcomes={new Map()} onSelect={select} />
      </RunViewContext>
    </MantineProvider>,
  );
  const rows = () => screen.getAllByRole("button");
  expect(rows().length).toBeLessThan(60);
  expect(rows()[0]?.textContent).toContain("step0");
  expect(screen.getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe(String(STEPS));

  rows()[0]?.focus();
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowDown" });
  expect(document.activeElement?.textContent).toContain("step1");
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "End" });
  expect(document.activeElement?.textContent).toContain(`step${STEPS - 1}`);
  expect(rows().length).toBeLessThan(60);
  fireEvent.click(document.activeElement ?? document.body);
  expect(select).toHaveBeenCalledWith(`step${STEPS - 1}`);
});
