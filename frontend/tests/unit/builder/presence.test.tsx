import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { createStore } from "zustand";
import { Presence } from "@/features/builder/panels/Presence";
import { presenceQuery } from "@/features/builder/api/presence-query";
import type { Autosave, SaveState } from "@/features/builder/state/autosave";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext } from "@/features/builder/state/context";
import { createTestStore } from "@/features/builder/testing/test-store";
import { toDraft } from "@/lib/graph/body";
import { newDocument } from "@/lib/graph/document";

it("tries again to fetch a colleague's draft, although nothing new is said of it", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  const store = createBuilderStore(toDraft(newDocument("mine")));
  const catchUp = vi.fn<Autosave["catchUp"]>().mockRejectedValueOnce(new Error("gone")).mockResolvedValue();
  const state = createStore(() => ({ revision: 1 }) as SaveState);
  const autosave = { state, catchUp } as unknown as Autosave;
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const { queryKey } = presenceQuery("w", store, autosave);
  const hears = () =>
    queries.setQueryData(queryKey, { revision: 2, ...{ edited_at: "", edited_by: "Bob", editors: [] } });
  hears();
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <BuilderContext
          value={{
            ...{ workflowId: "w", store, autosave },
            tests: createTestStore(),
            definitions: new Map(),
          }}
        >
          <Presence />
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  await waitFor(() => expect(catchUp).toHaveBeenCalledTimes(1));
  await waitFor(() => {
    hears();
    expect(catchUp).toHaveBeenCalledTimes(2);
  });
});
