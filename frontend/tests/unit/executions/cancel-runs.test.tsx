import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ExecutionTable } from "@/features/executions/components/ExecutionTable";
import { CancelRunsDialog } from "@/features/executions/list/CancelRunsDialog";
import { useCancelRuns } from "@/features/executions/list/use-cancel-runs";
import { api } from "@/lib/api/client";
import type { ExecutionSummary } from "@/lib/api/types";
import { useSelection } from "@/lib/use-selection";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));

const run = (id: string, more: Partial<ExecutionSummary> = {}): ExecutionSummary => ({
  ...{
    id,
    workflow_id: "w",
    workflow_name: `Workflow ${id}`,
    version: 1,
    status: "running",
    trigger: "order",
    trigger_name: null,
  },
  ...{ started_at: "2026-01-01T00:00:00Z", ended_at: null, duration_ms: null, error: null },
  ...{ diverged: false, waiting: 0, express: false, ...more },
});
const RUNS = [run("a"), run("b"), run("quick", { express: true }), run("over", { status: "succeeded" })];

function shown(refused: Readonly<Record<string, string>> = {}) {
  const cancelled: string[] = [];
  vi.spyOn(api, "POST").mockImplementation((_, init) => {
    const id = (init as { params: { path: { execution_id: string } } }).params.path.execution_id;
    cancelled.push(id);
    const detail = refused[id];
    const response = new Response(null, { status: detail === undefined ? 202 : 409 });
    return Promise.resolve({
      response,
      ...(detail === undefined ? { data: {} } : { error: { detail } }),
    }) as never;
  });
  const onAllDone = vi.fn();
  function Page() {
    const { ids, select } = useSelection();
    const cancelling = useCancelRuns(onAllDone);
    return (
      <>
        <ExecutionTable executions={RUNS} more={false} selected={ids} onSelect={select} />
        <button onClick={() => cancelling.ask(RUNS.filter(({ id }) => ids.has(id)))}>Ask</button>
        <CancelRunsDialog {...cancelling} />
      </>
    );
  }
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <Page />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { cancelled, onAllDone, user: userEvent.setup() };
}

const everything = () => screen.getByRole("checkbox", { name: /^Select all running/ });

it("cancels the running ones that are selected, once somebody has confirmed it", async () => {
  const { cancelled, onAllDone, user } = shown();

  // Express runs and those that have ended cannot be cancelled.
  expect(screen.getAllByRole("checkbox")).toHaveLength(3);
  await user.click(everything());
  await user.click(screen.getByRole("button", { name: "Ask" }));
  expect(cancelled).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Cancel 2 executions" }));

  await vi.waitFor(() => expect(onAllDone).toHaveBeenCalledWith(2));
  expect(cancelled).toEqual(["a", "b"]);
});

it("leaves them running when somebody thinks better of it", async () => {
  const { cancelled, user } = shown();

  await user.click(everything());
  await user.click(screen.getByRole("button", { name: "Ask" }));
  await user.click(screen.getByRole("button", { name: "Keep them running" }));

  expect(cancelled).toEqual([]);
});

it("says which could not be cancelled and why, and goes on with the others", async () => {
  const { cancelled, onAllDone, user } = shown({ a: "It has ended before." });

  await user.click(everything());
  await user.click(screen.getByRole("button", { name: "Ask" }));
  await user.click(screen.getByRole("button", { name: "Cancel 2 executions" }));

  await screen.findByText(/^Asked to stop: 1 of 2/);
  const [first, second] = within(screen.getByRole("list", { name: "Executions" })).getAllByRole("listitem");
  expect(first?.textContent).toContain("Not cancelled");
  expect(first?.textContent).toContain("It has ended before.");
  expect(second?.textContent).toContain("Asked to stop");
  expect(cancelled).toEqual(["a", "b"]);
  expect(onAllDone).not.toHaveBeenCalled();
});
