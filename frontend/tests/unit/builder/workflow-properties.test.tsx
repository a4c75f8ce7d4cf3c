import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { WorkflowProperties } from "@/features/builder/properties/WorkflowProperties";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { api } from "@/lib/api/client";
import { toDraft } from "@/lib/graph/body";
import { newDocument } from "@/lib/graph/document";

const user = userEvent.setup();

function given() {
  vi.spyOn(api, "GET").mockImplementation((path) => {
    const alert = { id: "alert-id", name: "Alert", description: "", live_version: 1 };
    const data = path === "/api/workflows" ? { items: [alert] } : alert;
    return Promise.resolve({ data, response: new Response() }) as never;
  });
  const store = createBuilderStore(toDraft(newDocument("Pay")));
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <BuilderContext value={{ store } as unknown as BuilderContextValue}>
          <WorkflowProperties />
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return Object.assign(() => store.getState().document.settings, { store });
}

const errorWorkflow = () => screen.queryByRole("combobox", { name: "Error workflow" });

async function choose(label: string, option: string) {
  await user.click(screen.getByRole("combobox", { name: label }));
  await user.click(await screen.findByRole("option", { name: option }));
}

it("chooses the workflow that is started when a run fails", async () => {
  const settings = given();

  await choose("Error workflow", "Alert");

  expect(settings().error_workflow).toBe("alert-id");
});

it("says that express runs have none, and offers none where none is chosen", async () => {
  const settings = given();
  await choose("Error workflow", "Alert");
  await choose("Kind of runs", "Express");
  expect(screen.getByText("Express runs have none: clear this, or choose standard runs.")).toBeDefined();

  await choose("Error workflow", "Alert"); // what is chosen again is chosen no longer

  expect(settings().error_workflow).toBeNull();
  expect(errorWorkflow()).toBeNull();
});

it("says what happens to a start that is due while the last run goes on", async () => {
  const settings = given();

  await choose("When a schedule is due while its last run goes on", "Skip this start");

  expect(settings().overlap).toBe("skip");
});

it("takes a time limit in the unit that suits it, a year unless something else is said", async () => {
  const settings = given();
  const amount = screen.getByRole("textbox", { name: "Time limit" });
  expect(amount).toHaveProperty("value", "365");

  await user.clear(amount);
  await user.type(amount, "3");
  expect(settings().timeout_seconds).toBe(3 * 86_400);

  await choose("Time limit: unit", "hours");
  expect(settings().timeout_seconds).toBe(3 * 3600);

  // What comes from elsewhere, as by an undo, has the unit that suits it.
  act(() => {
    const { document: draft, edit } = settings.store.getState();
    edit(updateDocument({ settings: { ...draft.settings, timeout_seconds: 90 * 60 } }));
  });
  expect(amount).toHaveProperty("value", "90");
  expect(screen.getByRole("combobox", { name: "Time limit: unit" })).toHaveProperty("value", "minutes");
});

it("leads to the setting that a problem of the workflow is about", async () => {
  const settings = given();
  act(() => settings.store.getState().showField(null, "settings.timeout_seconds"));

  await waitFor(() => {
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Time limit" }));
  });
});
