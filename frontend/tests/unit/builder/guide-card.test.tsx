import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { ReactFlowProvider } from "@xyflow/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EmptyCanvas } from "@/features/builder/canvas/EmptyCanvas";
import { Guide } from "@/features/builder/guide/Guide";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { createTestStore } from "@/features/builder/testing/test-store";
import type { Problem, Workflow } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { leaveGuide, startGuide } from "@/lib/guide";
import { node, workflow } from "../../support/graphs";

const WORKFLOW = { id: "w", live_version: null } as Workflow;

function open(document = workflow([])) {
  const store = createBuilderStore(toDraft(document));
  const context = { workflowId: "w", store, tests: createTestStore(), definitions: new Map() };
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <BuilderContext value={context as unknown as BuilderContextValue}>
          <ReactFlowProvider>
            <div data-guide="palette">
              <button data-guide="send_email">Send an email</button>
            </div>
            {document.graph.nodes.length === 0 ? <EmptyCanvas /> : null}
            <Guide workflow={WORKFLOW} />
          </ReactFlowProvider>
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return store;
}

afterEach(() => act(leaveGuide));

describe("the guide's card", () => {
  it("is offered on an empty canvas, and not while it is there", () => {
    open();
    fireEvent.click(screen.getByRole("button", { name: "New here? Guide me to a first workflow" }));
    screen.getByText("Choose what starts it");
    expect(screen.queryByRole("button", { name: /New here/ })).toBeNull();
  });

  it("has its own number, whatever was done of the others", () => {
    startGuide("w");
    const mail = node("mail", "action", { config: { to: ["{% $trigger.body.email %}"] } });
    const store = open(workflow([node("called", "trigger"), mail], "called>mail"));
    const missing = { node_id: "called", severity: "error" } as Problem;
    act(() => store.getState().setProblems([missing]));
    screen.getByText("Say where it listens");
    screen.getByText("Step 2 of 8");
  });

  it("scrolls the palette to what it speaks of, and points at it again when asked", async () => {
    const scrolled = vi.fn();
    Element.prototype.scrollIntoView = scrolled;
    startGuide("w");
    const store = open(workflow([node("called", "trigger")]));
    act(() => store.getState().setProblems([]));
    screen.getByText("Add what is to be done");
    await vi.waitFor(() => expect(scrolled).toHaveBeenCalledOnce());
    const entry = screen.getByRole("button", { name: "Send an email" });
    expect(scrolled.mock.instances).toEqual([entry]);
    expect(document.querySelector("[data-asked]")).toBeNull();
    fireEvent.click(await screen.findByRole("button", { name: "Show me" }));
    expect(document.activeElement).toBe(entry);
    expect(document.querySelector("[data-asked]")).not.toBeNull();
  });
});
