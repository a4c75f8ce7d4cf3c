import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PaletteHost } from "@/app/palette/PaletteHost";
import { closePalette, type Command, useCommandSource } from "@/lib/commands/registry";

const done: string[] = [];

function command(id: string, title: string, more: Partial<Command> = {}): Command {
  return { id, title, group: "Here", run: () => done.push(id), ...more };
}

const HERE: readonly Command[] = [
  command("publish", "Publish", { shortcut: "mod+enter" }),
  command("test", "Test", { keywords: "dry run" }),
  command("step", "Go to Send the welcome", { group: "Steps", detail: "send_welcome", whenSearched: true }),
];
const here = () => HERE;

function Page() {
  useCommandSource(here);
  return (
    <>
      <PaletteHost />
      <textarea aria-label="Elsewhere" />
      <Outlet />
    </>
  );
}

async function open() {
  const root = createRootRoute({ component: Page });
  const page = (path: string) => createRoute({ getParentRoute: () => root, path, component: () => path });
  const router = createRouter({
    routeTree: root.addChildren(["/", "/workflows", "/executions", "/executions/$executionId"].map(page)),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        {/* The test's own routes are not those that the application has registered. */}
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  const user = userEvent.setup();
  await user.click(await screen.findByRole("textbox", { name: "Elsewhere" }));
  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox", { name: "Search and commands" });
  return { user, field, router };
}

function selected(): string {
  const id = screen.getByRole("combobox").getAttribute("aria-activedescendant") ?? "";
  return document.getElementById(id)?.textContent ?? "";
}

describe("the command palette", () => {
  beforeEach(() => {
    done.length = 0;
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no server")));
    Element.prototype.scrollIntoView ??= () => undefined;
  });
  afterEach(() => {
    closePalette();
    vi.unstubAllGlobals();
  });

  it("opens by the keyboard from a field, lists what can be done here and what always can", async () => {
    await open();
    const names = screen.getAllByRole("option").map((option) => option.textContent);
    expect(names).toEqual(expect.arrayContaining(["PublishCtrl↵", "Test", "Workflows", "All executions"]));
    expect(screen.queryByText(/Send the welcome/)).toBeNull();
  });

  it("runs what the letters find and gives the keyboard back", async () => {
    const { user, field } = await open();
    await user.type(field, "pbl");
    await waitFor(() => expect(selected()).toContain("Publish"));
    await user.keyboard("{Enter}");
    expect(done).toEqual(["publish"]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("finds a step by its key and an action by another word for it", async () => {
    const { user, field } = await open();
    await user.type(field, "send_wel");
    await waitFor(() => expect(selected()).toContain("Send the welcome"));
    await user.clear(field);
    await user.type(field, "dry");
    await waitFor(() => expect(selected()).toContain("Test"));
  });

  it("moves with the arrow keys, around the ends", async () => {
    const { user } = await open();
    const options = screen.getAllByRole("option");
    await user.keyboard("{ArrowUp}");
    expect(selected()).toBe(options.at(-1)?.textContent);
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(selected()).toBe(options[1]?.textContent);
  });

  it("puts what was done lately first the next time", async () => {
    const { user, field } = await open();
    await user.type(field, "test{Enter}");
    await user.keyboard("{Control>}k{/Control}");
    const recent = await screen.findByRole("group", { name: "Recent" });
    expect(within(recent).getAllByRole("option")[0]?.textContent).toBe("Test");
  });

  it("opens an execution by its id, also out of an address", async () => {
    const { user, field, router } = await open();
    const id = "0190a3c4-1111-7222-8333-944455566677.manual-abc234";
    await user.click(field);
    await user.paste(`https://statewright.example/executions/${id}?node=x`);
    await waitFor(() => expect(selected()).toContain(id));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toContain(id));
  });

  it("says so when nothing matches", async () => {
    const { user, field } = await open();
    await user.type(field, "qqqq");
    await waitFor(() => expect(screen.queryAllByRole("option")).toEqual([]));
    expect(screen.getByRole("status").textContent).toContain("qqqq");
  });
});
