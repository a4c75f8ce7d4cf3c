import { MantineProvider } from "@mantine/core";
import { act, render, renderHook, screen } from "@testing-library/react";
import { ReactFlowProvider } from "@xyflow/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useValidation } from "@/features/builder/api/use-validation";
import { ProblemBar } from "@/features/builder/panels/ProblemBar";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { api } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";
import { open, rename, Server } from "../../support/draft-server";

const PROBLEM = { severity: "error", code: "no_trigger", message: "the workflow needs a trigger" };

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => void vi.useRealTimers());

it("asks about a new workflow once it is saved, and says of none that nobody asked", async () => {
  const post = vi
    .spyOn(api, "POST")
    .mockResolvedValue({ data: { valid: false, problems: [PROBLEM] }, response: new Response() } as never);
  const server = new Server();
  server.revision = 0;
  const { store, autosave } = open(server);
  renderHook(() => useValidation({ workflowId: "w", store, autosave }));
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState()).toMatchObject({ validation: "current", problems: [] });
  expect(post).not.toHaveBeenCalled();

  server.reachable = false;
  store.getState().edit(rename("mine"));
  await vi.advanceTimersByTimeAsync(500);
  expect(store.getState().validation).toBe("unavailable");
  expect(post).not.toHaveBeenCalled();

  server.reachable = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.revision).toBe(1);
  expect(store.getState()).toMatchObject({ validation: "current", problems: [PROBLEM] });
});

it("says of a new workflow whose first save is refused that it is not checked", async () => {
  const server = new Server();
  server.revision = 0;
  const refusing = vi
    .spyOn(server, "save")
    .mockRejectedValue(new ApiError(422, "too long", undefined, [], {}));
  const { store, autosave } = open(server);
  renderHook(() => useValidation({ workflowId: "w", store, autosave }));
  render(
    <MantineProvider env="test">
      <BuilderContext value={{ store, definitions: new Map() } as unknown as BuilderContextValue}>
        <ReactFlowProvider>
          <ProblemBar />
        </ReactFlowProvider>
      </BuilderContext>
    </MantineProvider>,
  );
  await act(async () => {
    store.getState().edit(rename("mine"));
    await vi.advanceTimersByTimeAsync(1000);
  });
  expect(refusing).toHaveBeenCalledOnce();
  expect(autosave.state.getState().status).toBe("failed");
  screen.getByText("Not checked: not saved yet");
});
