import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useValidation } from "@/features/builder/api/use-validation";
import { api } from "@/lib/api/client";
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
