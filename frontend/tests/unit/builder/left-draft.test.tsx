import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { useStore } from "zustand";
import { unsavedQuery } from "@/features/builder/api/unsaved-query";
import { workflowQuery } from "@/features/builder/api/workflow-query";
import { useDraft } from "@/features/builder/hooks/use-draft";
import { updateDocument } from "@/features/builder/state/commands";
import { NeverSaved } from "@/features/workflows/components/NeverSaved";
import { createQueryClient } from "@/lib/api/queries";
import type { Workflow } from "@/lib/api/types";
import { NO_ITEMS } from "../../support/in-builder";

vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));

const LIST = ["workflows", "list"];

function Draft({ workflow }: { workflow: Workflow }) {
  const { store } = useDraft(workflow, []);
  const name = useStore(store, ({ document }) => document.name);
  const rename = (to: string) => store.getState().edit(updateDocument({ name: to }));
  return (
    <input aria-label="Name" value={name} onChange={({ currentTarget }) => rename(currentTarget.value)} />
  );
}

function Page() {
  const workflow = useQuery(workflowQuery("w", true)).data;
  const adopted = useQuery(unsavedQuery("w")).data;
  return workflow && adopted ? <Draft workflow={workflow} /> : null;
}

/** A server that knows no workflow and answers a save as told; and a tab with a new workflow that was edited. */
async function edited() {
  const server = { save: (): Promise<unknown> => Promise.reject(new TypeError("no server")), saves: 0 };
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "PUT") return Response.json(NO_ITEMS.body);
    const document = (await request.json()) as object;
    server.saves += 1;
    await server.save();
    return Response.json({ ...document, id: "w", revision: 1, tests: [] });
  });
  const root = createRootRoute();
  const getParentRoute = () => root;
  const router = createRouter({
    routeTree: root.addChildren([
      createRoute({ getParentRoute, path: "/workflows", component: NeverSaved }),
      createRoute({ getParentRoute, path: "/workflows/$workflowId", component: Page }),
    ]),
    history: createMemoryHistory({ initialEntries: ["/workflows/w"] }),
  });
  const queries = createQueryClient();
  queries.setQueryData(LIST, []);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        {/* The test's own routes are not those that the application has registered. */}
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  fireEvent.change(await screen.findByLabelText("Name"), { target: { value: "mine" } });
  await waitFor(() => expect(server.saves).toBe(1));
  return { server, queries, leave: () => router.navigate({ to: "/workflows" as never }) };
}

const link = () => screen.queryByRole("link", { name: "Open mine" });

afterEach(() => void vi.unstubAllGlobals());

it("leads back from the list of the same tab to a new workflow that no server took, until one has", async () => {
  const { server, leave } = await edited();
  await leave();
  await waitFor(() => expect(link()).not.toBeNull());

  server.save = () => Promise.resolve();
  fireEvent.click(link() as HTMLElement);
  expect((await screen.findByLabelText<HTMLInputElement>("Name")).value).toBe("mine");
  await waitFor(() => expect(localStorage.length).toBe(0));
  await leave();
  await waitFor(() => expect(screen.queryByLabelText("Name")).toBeNull());
  expect(link()).toBeNull();
});

it("lists a new workflow whose first save is answered after it was left", async () => {
  const { server, queries, leave } = await edited();
  let answer: () => void = () => undefined;
  server.save = () => new Promise<void>((resolve) => (answer = resolve));
  await leave();
  await waitFor(() => expect(link()).not.toBeNull());
  expect(queries.getQueryState(LIST)?.isInvalidated).toBe(false);
  await waitFor(() => expect(server.saves).toBe(2));
  answer();
  await waitFor(() => expect(link()).toBeNull());
  expect(queries.getQueryState(LIST)?.isInvalidated).toBe(true);
});
