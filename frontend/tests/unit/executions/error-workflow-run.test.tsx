import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ErrorWorkflowRun, ParentRunLink } from "@/features/executions/components/RelatedRuns";
import { type RunView, RunViewContext } from "@/features/executions/run-view";
import type { Execution } from "@/lib/api/types";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));

function shown(execution: Partial<Execution>) {
  const whole = { children: [], parent: null, error_workflow_fault: null, ...execution };
  render(
    <MantineProvider env="test">
      <RunViewContext value={{ execution: whole } as unknown as RunView}>
        <ErrorWorkflowRun />
        <ParentRunLink />
      </RunViewContext>
    </MantineProvider>,
  );
}

it("leads from a run that failed to that of its error workflow, and not to those that steps started", () => {
  const child = { iteration: "", status: "succeeded", started_at: "2026-01-01T00:00:00Z" } as const;
  shown({
    children: [
      { ...child, execution_id: "alert", node_key: "" },
      { ...child, execution_id: "other", node_key: "pack" },
    ],
  });

  expect(screen.getAllByText("Open the run of its error workflow")).toHaveLength(1);
  expect(screen.queryByText("The error workflow was not started")).toBeNull();
});

it("says why there is none", () => {
  shown({ error_workflow_fault: "its error workflow is archived: choose another one" });

  expect(screen.getByRole("alert").textContent).toContain("its error workflow is archived");
});

it("leads back to the run that failed", () => {
  shown({ parent: { execution_id: "pay", node_key: "", iteration: "" } });
  expect(screen.getByText("Open the run that failed")).toBeDefined();
});
