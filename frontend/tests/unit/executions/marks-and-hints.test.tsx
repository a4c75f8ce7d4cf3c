import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { ExecutionTable } from "@/features/executions/components/ExecutionTable";
import { RunMarks } from "@/features/executions/components/RunMarks";
import { FilterBar } from "@/features/executions/list/FilterBar";
import { StatusTabs } from "@/features/executions/list/StatusTabs";
import type { ExecutionSummary } from "@/lib/api/types";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));

function show(children: ReactNode) {
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
        {children}
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const described = (element: HTMLElement) => element.getAttribute("aria-description") ?? "";

it("each way to filter runs says what is found by it", () => {
  show(
    <>
      <FilterBar filters={{}} onChange={() => undefined} onClear={() => undefined} />
      <StatusTabs filters={{}} onChange={() => undefined} />
    </>,
  );
  expect(described(screen.getByRole("switch", { name: "Waiting" }))).toContain("a person's answer");
  expect(described(screen.getByRole("switch", { name: "Differs" }))).toContain("not the same");
  const tabs = screen.getAllByRole("button", { pressed: false }).filter((tab) => tab.textContent !== "");
  expect(tabs.length).toBeGreaterThanOrEqual(5);
  expect(tabs.every((tab) => described(tab).length > 10)).toBe(true);
});

it("what is special about a run says what it means and what to do", () => {
  const plain = { waiting: 0, diverged: false, divergences: [], gaps: [], express: false };
  show(<RunMarks execution={{ ...plain, waiting: 2, diverged: true, gaps: ["rows"] }} />);
  expect(described(screen.getByText("Waits for 2 answers").parentElement as HTMLElement)).toContain(
    "once it is answered",
  );
  expect(described(screen.getByText("Differs").parentElement as HTMLElement)).toContain("Report it");
  expect(described(screen.getByText("Incomplete").parentElement as HTMLElement)).toContain("notice below");
});

it("a run's trigger is told by its name, with its key at hand", () => {
  const run: ExecutionSummary = {
    ...{ id: "w.a", workflow_id: "w", workflow_name: "W", version: 1, status: "succeeded", trigger: "order" },
    ...{
      started_at: "2026-01-01T00:00:00Z",
      ended_at: "2026-01-01T00:00:01Z",
      duration_ms: 1000,
      error: null,
    },
    ...{ diverged: false, waiting: 0, express: false, trigger_name: "When an order comes" },
  };
  const runs = [run, { ...run, id: "w.b", trigger_name: null }];
  show(<ExecutionTable executions={runs} more={false} selected={new Set()} onSelect={() => undefined} />);
  expect(screen.getByText("When an order comes").title).toBe("order");
  expect(screen.getByText("order").title).toBe("order");
});
