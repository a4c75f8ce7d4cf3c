import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { StepList } from "@/features/executions/components/StepList";
import { type RunView, RunViewContext } from "@/features/executions/run-view";
import { formatMoment } from "@/lib/time";
import { node } from "../../support/graphs";

const STEPS = 2000;

const VIEW = { now: 0, waits: [] };

it("draws the steps in sight of thousands, and goes through all of them by the keys", () => {
  const graph = { nodes: Array.from({ length: STEPS }, (_, index) => node(`step${index}`)), edges: [] };
  const execution = { started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:05Z" };
  const select = vi.fn();
  render(
    <MantineProvider env="test">
      <RunViewContext value={{ execution, graph, ...VIEW } as unknown as RunView}>
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

it("says until when a step waits, with a bar that ends at the moment looked at", () => {
  const wait = node("wait", "delay", { config: { seconds: 3 * 86_400 } });
  const graph = { nodes: [wait], edges: [] };
  const started_at = "2026-01-01T00:00:00Z";
  const execution = { started_at, ended_at: null, timezone: "UTC" };
  const now = Date.parse(started_at) + 600_000;
  const run = { key: "wait", iteration: "", attempt: 0, status: "running" as const, handle: null };
  const last = { ...run, started_at, ended_at: null, input: null, output: null, error: null };
  const { container } = render(
    <MantineProvider env="test">
      <RunViewContext value={{ execution, graph, ...VIEW, now } as unknown as RunView}>
        <StepList outcomes={new Map([["wait", { runs: [last], last }]])} onSelect={vi.fn()} />
      </RunViewContext>
    </MantineProvider>,
  );
  const until = formatMoment(Date.parse("2026-01-04T00:00:00Z"));
  expect(screen.getByRole("button").textContent).toContain(`Until ${until}`);
  const bar = container.querySelector<HTMLElement>("[style*='width']");
  expect([bar?.style.left, bar?.style.width]).toEqual(["0%", "100%"]);
});

it("finds steps by words of their names, and the keys go from the search into what was found", () => {
  const named = (index: number) => node(`step${index}`, "action", { name: `Risk ${index}` });
  const graph = { nodes: Array.from({ length: 800 }, (_, index) => named(index)), edges: [] };
  const execution = { started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:05Z" };
  render(
    <MantineProvider env="test">
      <RunViewContext value={{ execution, graph, ...VIEW } as unknown as RunView}>
        <StepList outcomes={new Map()} onSelect={vi.fn()} />
      </RunViewContext>
    </MantineProvider>,
  );
  const search = screen.getByRole("searchbox", { name: "Find a step" });
  fireEvent.change(search, { target: { value: "risk 730" } });
  expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
    "Risk 730Not reached",
  ]);
  fireEvent.keyDown(search, { key: "ArrowDown" });
  expect(document.activeElement?.textContent).toContain("Risk 730");

  fireEvent.change(search, { target: { value: "no such step" } });
  expect(screen.getByRole("status").textContent).toContain("no such step");
  fireEvent.keyDown(search, { key: "Escape" });
  expect(screen.getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe("800");
});
